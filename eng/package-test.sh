#!/usr/bin/env bash
# Packs Liten and uses the package as a stranger would: from a new program outside this repository.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
feed="$root/artifacts/package-test/feed"
packages="$root/artifacts/package-test/packages" # a cache of its own: a package of the same version from before is never used
program="$(mktemp -d)"
trap 'rm -rf "$program"' EXIT

fail() {
    echo "package-test: $*" >&2
    exit 1
}

rm -rf "$feed" "$packages"
mkdir -p "$feed" "$packages"
rid="$(dotnet msbuild "$root/src/Liten" -getProperty:NETCoreSdkPortableRuntimeIdentifier)"
dotnet pack "$root/src/Liten" -c Release "-p:ReadyToRunFor=$rid" -o "$feed" --nologo -v quiet
package="$(find "$feed" -name 'Liten.*.nupkg')"
version="$(basename "$package" .nupkg)"
version="${version#Liten.}"

# Liten comes from the folder and from nowhere else; everything else from the machine's own sources.
cat >"$program/nuget.config" <<EOF
<configuration>
  <packageSources>
    <add key="liten-package-test" value="$feed" />
  </packageSources>
  <packageSourceMapping>
    <packageSource key="liten-package-test"><package pattern="Liten" /></packageSource>
    <packageSource key="nuget.org"><package pattern="*" /></packageSource>
  </packageSourceMapping>
</configuration>
EOF
cat >"$program/Program.csproj" <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Liten" Version="[$version]" />
  </ItemGroup>
</Project>
EOF
cat >"$program/Program.cs" <<'EOF'
using Liten;

class Program
{
    [LitenMain(WorkerThreads = 2, Name = "packaged")]
    static async LitenTask<int> Main(string[] args)
    {
        int answer = await LitenTask.Spawn(async () =>
        {
            await LitenTask.Yield();
            return 42;
        });
        Console.WriteLine($"{args[0]} {answer} on {Thread.CurrentThread.Name}");
        Console.WriteLine($"loaded {typeof(LitenTask).Assembly.Location}");
        return 3;
    }
}
EOF

export NUGET_PACKAGES="$packages"
(cd "$program" && dotnet build -c Release --nologo -v quiet -o "$program/out")

# What the package holds, as restored: the library, its copy with machine code for this system, the generator, the readme, and no dependency.
contents="$packages/liten/$version"
for file in lib/net10.0/Liten.dll "runtimes/$rid/lib/net10.0/Liten.dll" lib/net10.0/Liten.xml analyzers/dotnet/cs/Liten.Generators.dll README.md; do
    [ -f "$contents/$file" ] || fail "the package lacks $file"
done
! grep -q '<dependency ' "$contents/liten.nuspec" || fail "the package has a dependency"
[ -f "$feed/Liten.$version.snupkg" ] || fail "there is no symbol package"

code=0
output="$(timeout 60 "$program/out/Program" answer)" || code=$?
[ "$code" -eq 3 ] || fail "the exit code is $code instead of 3; output: $output"
grep -qE '^answer 42 on packaged-[0-9]+$' <<<"$output" || fail "unexpected output: $output"
grep -q "^loaded .*/runtimes/$rid/lib/net10.0/Liten.dll$" <<<"$output" || fail "not the copy with machine code was loaded: $output"
echo "package-test: Liten $version works from its package"
