using System.Diagnostics;
using System.Globalization;

namespace Liten.Compare.Tests;

/// <summary>The endless loops of the busy setting: each on its own processor, and none stays.</summary>
public sealed class HogTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public void Hogs_RunOnTheirProcessorsUntilTheyAreDisposed()
    {
        int[] ids;
        using (var hogs = Hogs.Start(Processors.Allowed))
        {
            ids = HogsOf(Environment.ProcessId);
            Assert.True(hogs.AllRun);
            Assert.Equal(Processors.Allowed, ids.Select(AllowedOf).Order());
            Process.GetProcessById(ids[0]).Kill();
            SpinWait.SpinUntil(() => !hogs.AllRun, s_patience);
            Assert.False(hogs.AllRun);
        }

        Assert.Empty(HogsOf(Environment.ProcessId));
    }

    /// <summary>Killed, it cannot tell them anything; but their input ends.</summary>
    [Theory]
    [InlineData("KILL")]
    [InlineData("INT")]
    public async Task Hogs_EndWithTheComparison(string signal)
    {
        if (Processors.Allowed.Count == 1)
        {
            Assert.Contains("one processor", SettingCatalog.Find("busy")!.WhyNotHere, StringComparison.Ordinal);
            return;
        }

        using Process compare = Start("--quick", "--setting", "busy", "--rows", "oneshot", "--peers", "dotnet", "--rounds", "10000");
        await ReadUntilAsync(compare.StandardError, "measuring busy: oneshot");
        Process[] hogs = [.. HogsOf(compare.Id).Select(Process.GetProcessById)];
        Assert.Equal(Processors.Allowed.Count - 1, hogs.Length);
        using (Process.Start("/bin/sh", ["-c", $"kill -{signal} {compare.Id}"]))
        {
        }

        Task<string> output = compare.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await EndsAsync(compare);
        await Task.WhenAll(hogs.Select(EndsAsync));
        Assert.Equal(signal == "INT", (await output).Contains("stopped by the user before its end", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MachineWithOneProcessor_IsToldThatItHasNoBusySetting()
    {
        using Process compare = Processors.StartBound(Program("--quick", "--setting", "busy"), Processors.Allowed[0])!;
        string error = await compare.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await EndsAsync(compare);
        Assert.Equal("compare: busy is left out: a machine with one processor cannot be kept half busy; one-cpu is the nearest\n", error);
        Assert.Equal(2, compare.ExitCode);
    }

    private static Process Start(params string[] args) => Process.Start(Program(args))!;

    private static ProcessStartInfo Program(params string[] args) => new(PeerCatalog.BuiltHere("Liten.Compare"), args)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private static async Task ReadUntilAsync(StreamReader reader, string wanted)
    {
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(wanted, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The program ended before it wrote '{wanted}'.");
    }

    private static async Task EndsAsync(Process process)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        await process.WaitForExitAsync(patience.Token);
    }

    private static int[] HogsOf(int parent) => [.. Process.GetProcessesByName("Hog").Select(hog => hog.Id).Where(id => Status(id, "PPid:") == parent)];

    private static int AllowedOf(int process) => Status(process, "Cpus_allowed_list:") ?? throw new InvalidOperationException("It may use several.");

    /// <returns>Null if it is gone, or has no such number.</returns>
    private static int? Status(int process, string field)
    {
        try
        {
            string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
            return int.TryParse(line.AsSpan(field.Length), CultureInfo.InvariantCulture, out int number) ? number : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
