# Windows' fill-feed: packages of the native libraries that `versions` pins, into the folder feed. Not yet tried on Windows.
$feed = Join-Path $PSScriptRoot 'feed'
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
    dotnet pack (Join-Path $PSScriptRoot 'package.proj') -nologo -v:quiet "-p:PackageId=$id" "-p:PackageVersion=$version" `
      "-p:Machine=$machine" "-p:Library=$(Join-Path $work "package/$file")" "-p:PackageOutputPath=$work" | Out-Null
    if ($LASTEXITCODE -ne 0) { [Console]::Error.WriteLine("fill-feed: $package@$version cannot be packed: $without") }
    else {
      Remove-Item (Join-Path $feed "$id.*.nupkg") -ErrorAction SilentlyContinue
      Move-Item (Join-Path $work '*.nupkg') $feed
    }
  }
  Remove-Item -Recurse -Force $work
}
exit 0
