using Liten;
using Spectre.Console;

namespace WordCount;

/// <summary>Shows on a terminal how far the counting is. When the output goes elsewhere, nothing is shown.</summary>
internal static class ProgressBar
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs the work and shows its progress meanwhile.</summary>
    public static async LitenTask<Tally> ShowAsync(Counting counting, Func<LitenTask<Tally>> work)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive || counting.TotalBytes == 0)
        {
            return await work();
        }

        // Spectre.Console wants an async Task method. Such methods may await what Liten has, and come back to its workers.
        return await AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 50 }, new PercentageColumn(), new DownloadedColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask("Counting", maxValue: counting.TotalBytes);
                return await TaskScope.RunAsync(async scope =>
                {
                    scope.Spawn(() => UpdateAsync(bar, counting), new SpawnOptions { Name = "progress" });
                    return await work(); // then the scope is left, and the updates with it
                });
            });
    }

    /// <summary>Never ends by itself: its scope aborts it.</summary>
    private static async LitenTask UpdateAsync(ProgressTask bar, Counting counting)
    {
        while (true)
        {
            bar.Value = counting.BytesRead;
            await Time.Sleep(s_interval);
        }
    }
}
