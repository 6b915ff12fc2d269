#!/usr/bin/env bash
# Packs what stands beside Liten and uses the packages as a stranger would: a web service, and a test project whose test fails.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
feed="$root/artifacts/packages-test/feed"
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT

fail() {
    echo "packages-test: $*" >&2
    exit 1
}

rm -rf "$feed"
mkdir -p "$feed" "$place/service" "$place/tests"
for package in Liten Liten.Extensions.Hosting Liten.AspNetCore Liten.Dashboard Liten.Testing Liten.Testing.Xunit; do
    dotnet pack "$root/src/$package" -c Release -o "$feed" --nologo -v quiet
    [ -n "$(find "$feed" -name "$package.[0-9]*.nupkg")" ] || fail "$package was not packed"
done
version="$(basename "$(find "$feed" -name 'Liten.Dashboard.*.nupkg')" .nupkg)"
version="${version#Liten.Dashboard.}"
xunit="$(sed -nE 's/.*"xunit.v3.mtp-v2" Version="([^"]+)".*/\1/p' "$root/Directory.Packages.props")"

# Liten's packages come from the folder and from nowhere else; a cache of its own keeps those from before out.
export NUGET_PACKAGES="$place/packages"
cat >"$place/nuget.config" <<EOF
<configuration>
  <packageSources>
    <add key="liten-packages-test" value="$feed" />
  </packageSources>
  <packageSourceMapping>
    <packageSource key="liten-packages-test"><package pattern="Liten" /><package pattern="Liten.*" /></packageSource>
    <packageSource key="nuget.org"><package pattern="*" /></packageSource>
  </packageSourceMapping>
</configuration>
EOF

cat >"$place/service/Service.csproj" <<EOF
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Liten.AspNetCore" Version="[$version]" />
    <PackageReference Include="Liten.Dashboard" Version="[$version]" />
  </ItemGroup>
</Project>
EOF
cat >"$place/service/Program.cs" <<'EOF'
using Liten;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseLitenTransport();
WebApplication app = builder.Build();
app.Urls.Add("http://127.0.0.1:0");
app.MapGet("/", () => $"hello from {Thread.CurrentThread.Name}");
app.MapLitenDashboard("/liten");
await app.StartAsync();
using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
Console.WriteLine(await client.GetStringAsync("/"));
Console.WriteLine((await client.GetStringAsync("/liten/")).Contains("<title>") ? "dashboard" : "no dashboard");
await app.StopAsync();
EOF
(cd "$place/service" && dotnet build -c Release --nologo -v quiet -o "$place/service/out")
output="$(timeout 60 "$place/service/out/Service")"
grep -qE '^hello from default-[0-9]+$' <<<"$output" || fail "the service's handler ran elsewhere: $output"
grep -q '^dashboard$' <<<"$output" || fail "the service has no dashboard: $output"

cat >"$place/tests/Tests.csproj" <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Liten.Testing.Xunit" Version="[$version]" />
    <PackageReference Include="xunit.v3.mtp-v2" Version="$xunit" />
  </ItemGroup>
</Project>
EOF
cat >"$place/tests/CounterTests.cs" <<'EOF'
using Liten;
using Liten.Testing;
using Liten.Testing.Xunit;
using Xunit;

public sealed class CounterTests
{
    private readonly AsyncMutex<int> _counter = new(0);

    [LitenFact]
    public async Task CountsTwice()
    {
        await LitenTask.WhenAll(LitenTask.Spawn(Add), LitenTask.Spawn(Add));
        Assert.Equal(2, await Read());
    }

    [LitenFact]
    public async Task Leaves() => await Task.Run(static () => 1);

    private async LitenTask Add()
    {
        int seen = await Read();
        using AsyncMutexGuard<int> counter = await _counter.LockAsync();
        counter.Value = seen + 1;
    }

    private async LitenTask<int> Read()
    {
        using AsyncMutexGuard<int> counter = await _counter.LockAsync();
        return counter.Value;
    }
}
EOF
built="$(cd "$place/tests" && dotnet build -c Release --nologo -o "$place/tests/out")"
grep -q 'LITEN2001' <<<"$built" || fail "the analyzer is not in the package: $built"
code=0
output="$(timeout 120 "$place/tests/out/Tests")" || code=$?
[ "$code" -ne 0 ] || fail "the tests pass, but both should fail: $output"
grep -q 'Shrunk from' <<<"$output" || fail "no order was found that fails: $output"
grep -q 'Replay: Explore.Replay("lt1:' <<<"$output" || fail "no line replays it: $output"
grep -q 'Task.Run hands code to the ThreadPool' <<<"$output" || fail "what leaves is not named: $output"
echo "packages-test: service, dashboard and tests of $version work from their packages"
