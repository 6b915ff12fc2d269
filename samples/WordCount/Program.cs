using System.Diagnostics;
using System.Runtime.InteropServices;
using Liten;

namespace WordCount;

/// <summary>Counts the words of all text files under a folder. <c>[LitenMain]</c> builds a runtime and runs this method on it.</summary>
internal static class Program
{
    private const int Success = 0;
    private const int Refused = 2;
    private const int Interrupted = 130;

    [LitenMain]
    private static async LitenTask<int> Main(string[] args)
    {
        if (!CommandLine.TryParse(args, out CommandLine? commandLine, out string? problem))
        {
            Console.Error.WriteLine($"wordcount: {problem}");
            return Refused;
        }

        if (commandLine.WantsHelp)
        {
            Console.WriteLine(CommandLine.Help);
            return Success;
        }

        // The first Ctrl+C lets the tasks stop by themselves; a second one ends the process.
        var interrupt = new CancellationTokenSource();
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        });

        var report = new Report(commandLine.Folder);
        try
        {
            // Listing is one long series of blocking calls, so it runs on a thread that may block, not on a worker.
            Listing listing = await Blocking.Spawn(() => FolderWalk.List(commandLine.Folder, interrupt.Token));
            long start = Stopwatch.GetTimestamp();
            var counting = new Counting(listing.Files, interrupt.Token);
            Tally tally = await ProgressBar.ShowAsync(counting, counting.RunAsync);
            report.Write(listing, tally, Stopwatch.GetElapsedTime(start), Runtime.Current.Metrics);
            if (!interrupt.IsCancellationRequested)
            {
                return Success;
            }

            string inPart = tally.PartlyRead > 0 ? $", {tally.PartlyRead:N0} of them in part" : "";
            Console.WriteLine($"interrupted: {tally.FilesSeen:N0} of {listing.Files.Count:N0} files were read{inPart}");
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            Console.WriteLine("interrupted: the files were still being listed, none was read");
        }
        catch (FolderUnreadableException exception)
        {
            Console.Error.WriteLine($"wordcount: {exception.Message}");
            return Refused;
        }

        return Interrupted;
    }
}
