@echo off
rem Builds and runs all tests on Windows. Not yet tried on Windows.
setlocal
cd /d "%~dp0"
call streamguard.cmd version >nul || exit /b 1
dotnet build StreamGuard.Dataflow.sln -c Release -nologo -v:quiet || exit /b 1
dotnet test StreamGuard.Dataflow.sln -c Release --no-build --nologo %*
exit /b %errorlevel%
