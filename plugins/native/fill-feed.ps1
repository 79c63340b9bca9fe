# Windows' fill-feed: packages of the native libraries that `versions` pins, into the folder feed. Not yet tried on Windows.
$feed = Join-Path $PSScriptRoot 'feed'

# librdkafka comes from the NuGet registry or not at all: nothing is built here.
$found = Join-Path $feed 'librdkafka.in-registry'
if (-not (Test-Path $found)) {
  $probe = Join-Path $feed ".probe.$PID"
  New-Item -ItemType Directory -Force $probe | Out-Null
  @'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="librdkafka.redist" Version="[2.15.1]" /></ItemGroup>
</Project>
'@ | Set-Content (Join-Path $probe 'probe.csproj')
  dotnet restore (Join-Path $probe 'probe.csproj') --packages (Join-Path $probe 'packages') -v:quiet 2>&1 | Out-Null
  if ($LASTEXITCODE -eq 0) { New-Item -ItemType File $found | Out-Null; (Get-Item (Join-Path $PSScriptRoot 'versions')).LastWriteTime = Get-Date }
  else { [Console]::Error.WriteLine('fill-feed: the registry has no librdkafka.redist 2.15.1: the Kafka plugin is built without it and fails when used') }
  Remove-Item -Recurse -Force $probe
}

foreach ($line in Get-Content (Join-Path $PSScriptRoot 'versions')) {
  $library, $machine, $file, $package, $version, $checksum = $line -split '\s+'
  if ($machine -ne 'win-x64') { continue }
  $id = "StreamGuard.Native.$library.$machine"
  if (Test-Path (Join-Path $feed "$id.$version.nupkg")) { continue }
  $without = "the plugins that use $library are built without it and fail when used"
  if (-not (Get-Command npm -ErrorAction SilentlyContinue)) { [Console]::Error.WriteLine("fill-feed: npm is missing: $without"); continue }
  [Console]::Error.WriteLine("fill-feed: fetching $library $version from the npm registry")
  $work = Join-Path $feed ".work.$PID"
  New-Item -ItemType Directory -Force $work | Out-Null
  $tarball = cmd /c npm pack --silent --pack-destination "$work" "$package@$version"
  if (-not $tarball) { [Console]::Error.WriteLine("fill-feed: npm cannot fetch $package@$version`: $without") }
  elseif ((Get-FileHash -Algorithm SHA256 (Join-Path $work $tarball)).Hash -ne $checksum) {
    [Console]::Error.WriteLine("fill-feed: $package@$version is not what was pinned: $without")
  }
  else {
    tar -xzf (Join-Path $work $tarball) -C $work
    # Under its bare name: a package may have it in a folder.
    $libraryFile = Join-Path $work (Split-Path $file -Leaf)
    Move-Item (Join-Path $work "package/$file") $libraryFile
    dotnet pack (Join-Path $PSScriptRoot 'package.proj') -nologo -v:quiet "-p:PackageId=$id" "-p:PackageVersion=$version" `
      "-p:Machine=$machine" "-p:Library=$libraryFile" "-p:PackageOutputPath=$work" | Out-Null
    if ($LASTEXITCODE -ne 0) { [Console]::Error.WriteLine("fill-feed: $package@$version cannot be packed: $without") }
    else {
      Remove-Item (Join-Path $feed "$id.*.nupkg") -ErrorAction SilentlyContinue
      Move-Item (Join-Path $work '*.nupkg') $feed
    }
  }
  Remove-Item -Recurse -Force $work
}
exit 0
