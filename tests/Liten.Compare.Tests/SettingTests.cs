using System.Diagnostics;

namespace Liten.Compare.Tests;

public sealed class SettingTests
{
    private static readonly RowDefinition s_row = RowCatalog.Find("oneshot")!;
    private static readonly RowDefinition s_processors = new("processors", "") { Figures = [new("processors", "", "processors")] };

    /// <summary>The C# peers are built with the tests; tokio and Go where setup was run.</summary>
    public static TheoryData<string> Peers { get; } =
        [.. PeerCatalog.Keys.Prepend(PeerCatalog.Liten).Where(key => PeerCatalog.Find(key).Exists)];

    [Fact]
    public void Catalog_HasTheSettingsByName()
    {
        Assert.Equal(["quiet", "one-cpu", "busy", "cold"], SettingCatalog.All.Select(setting => setting.Name));
        Assert.All(SettingCatalog.All, setting => Assert.Same(setting, SettingCatalog.Find(setting.Name)));
        Assert.Null(SettingCatalog.Find("noisy"));
    }

    [Theory]
    [InlineData("quiet", 11, 250, false)]
    [InlineData("one-cpu", 7, 250, false)]
    [InlineData("busy", 7, 250, false)]
    [InlineData("cold", 5, 1000, true)]
    public void Protocol_IsTheSettingsOwn(string name, int rounds, int milliseconds, bool fromTheFirst)
    {
        Protocol protocol = SettingCatalog.Find(name)!.Protocol(quick: false, rounds: null);
        Assert.Equal((rounds, milliseconds, fromTheFirst), (protocol.Rounds, protocol.Window.TotalMilliseconds, protocol.FromTheFirst));
        Assert.Equal(3, SettingCatalog.Find(name)!.Protocol(quick: false, rounds: 3).Rounds);
        Assert.Equal(2, SettingCatalog.Find(name)!.Protocol(quick: true, rounds: null).Rounds);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Peer_OnOneCpu_SeesOneProcessor(string key)
    {
        Assert.Equal(1, await ProcessorsSeenAsync(key, SettingCatalog.Find("one-cpu")!));
        Assert.Equal(Processors.Allowed.Count, await ProcessorsSeenAsync(key, SettingCatalog.Quiet));
    }

    /// <summary>The thread that started a bound program may use all processors again, and so may the programs after it.</summary>
    [Fact]
    public void Binding_OfAProgram_LeavesThisThreadAsItWas()
    {
        string Mine() => File.ReadLines("/proc/thread-self/status").First(line => line.StartsWith("Cpus_allowed_list", StringComparison.Ordinal));
        string before = Mine();
        using (Process bound = Processors.StartBound(new ProcessStartInfo("/bin/true"), Processors.Allowed[^1])!)
        {
            bound.WaitForExit();
        }

        Assert.Equal(before, Mine());
        Assert.Throws<System.ComponentModel.Win32Exception>(() => Processors.StartBound(new ProcessStartInfo("/no/such/program"), Processors.Allowed[0]));
        Assert.Equal(before, Mine());
    }

    /// <summary>The answer is about the whole window, and not about its last run alone.</summary>
    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Peer_AskedFromTheFirst_CountsTheWholeWindow(string key)
    {
        var window = TimeSpan.FromMilliseconds(300);
        using var process = PeerProcess.Start(PeerCatalog.Find(key), workers: 1, SettingCatalog.Cold);
        Sample sample = await process.MeasureAsync(s_row, window, fromTheFirst: true, TestContext.Current.CancellationToken);
        Assert.True(sample.WallNanoseconds > window.TotalNanoseconds / 2, $"{sample}");
        Assert.True(sample.Operations > 1, $"{sample}");
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Peer_AskedFor100000Spawns_DoesSoMany(string key)
    {
        using var process = PeerProcess.Start(PeerCatalog.Find(key), workers: 1, SettingCatalog.Cold);
        RowDefinition row = RowCatalog.Find("spawn_100k")!;
        Sample sample = await process.MeasureAsync(row, TimeSpan.FromSeconds(1), fromTheFirst: true, TestContext.Current.CancellationToken);
        Assert.Equal(100_000, sample.Operations);
    }

    [Fact]
    public async Task Row_InTheColdSetting_HasANewProcessEachRound()
    {
        Assert.Equal(3, await ProcessesOfAsync(SettingCatalog.Cold));
        Assert.Equal(1, await ProcessesOfAsync(SettingCatalog.Quiet));
    }

    [Theory]
    [InlineData(PeerCatalog.Liten)]
    [InlineData("dotnet")]
    public async Task Hello_HasItsTimeAndItsMemory(string key)
    {
        string path = PeerCatalog.FindHello(key, HelloVariant.Built);
        Sample sample = await HelloProgram.MeasureAsync(path, SettingCatalog.Cold, TestContext.Current.CancellationToken);
        Assert.InRange(sample.Figures[HelloProgram.Milliseconds], 1, 30_000);
        Assert.InRange(sample.Figures[HelloProgram.Megabytes], 5, 500);
    }

    [Theory]
    [InlineData("/no/such/program", "An error occurred")]
    [InlineData("/bin/true", "said no hello (exit code 0)")]
    [InlineData("/bin/false", "said no hello (exit code 1)")]
    public async Task Hello_ThatIsNotSaid_IsAFailure(string path, string expected)
    {
        PeerFailure failure = await Assert.ThrowsAsync<PeerFailure>(() => HelloProgram.MeasureAsync(path, SettingCatalog.Cold, TestContext.Current.CancellationToken));
        Assert.StartsWith(expected, failure.Message, StringComparison.Ordinal);
    }

    private static async Task<double> ProcessorsSeenAsync(string key, Setting setting)
    {
        using var process = PeerProcess.Start(PeerCatalog.Find(key), workers: 2, setting);
        Sample sample = await process.MeasureAsync(s_processors, TimeSpan.Zero, fromTheFirst: false, TestContext.Current.CancellationToken);
        return sample.Figure(s_processors.Lines[0]);
    }

    private static async Task<int> ProcessesOfAsync(Setting setting)
    {
        var counting = new CountingSetting();
        var measurement = new RowMeasurement(s_row, [PeerCatalog.Find("dotnet")], workers: 1, counting, setting.Protocol(quick: true, rounds: 3));
        await measurement.RunAsync(TestContext.Current.CancellationToken);
        Assert.Empty(measurement.Notes);
        return counting.Started;
    }

    private sealed class CountingSetting() : Setting("counting", "")
    {
        public int Started { get; private set; }

        public override Process? Start(ProcessStartInfo program)
        {
            Started++;
            return base.Start(program);
        }
    }
}
