@echo off
rem Runs the program on Windows; builds it first when a source is newer than the last build. Not yet tried on Windows.
setlocal
set "root=%~dp0"
set "out=%root%.build\host"
set "stale=1"
if exist "%out%\.built" for /f %%r in ('powershell -NoProfile -Command "$built=(Get-Item '%out%\.built' -Force).LastWriteTime; if (Get-ChildItem '%root%engine','%root%plugins','%root%Directory.*.props' -Recurse -File ^| Where-Object { $_.LastWriteTime -gt $built -and $_.Extension -ne '.md' -and $_.FullName -notmatch 'node_modules' } ^| Select-Object -First 1) { 1 } else { 0 }"') do set "stale=%%r"
if "%stale%"=="0" goto run

echo streamguard: building 1>&2
if not exist "%out%" mkdir "%out%"
powershell -NoProfile -ExecutionPolicy Bypass -File "%root%plugins\native\fill-feed.ps1"
set "machine=win-x64"
dotnet msbuild "%root%engine\Host\Packaging\Program.proj" -t:Restore -p:Machine=%machine% -nologo -v:quiet 1>&2
if errorlevel 1 (
  set "machine="
  dotnet msbuild "%root%engine\Host\Packaging\Program.proj" -t:Restore -nologo -v:quiet 1>&2 || exit /b 1
)
dotnet msbuild "%root%engine\Host\Packaging\Program.proj" -t:Publish -p:Machine=%machine% -nologo -v:quiet 1>&2 || exit /b 1
type nul > "%out%\.built"

:run
dotnet "%out%\streamguard.dll" %*
exit /b %errorlevel%
