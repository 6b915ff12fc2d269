using System.CommandLine;
using System.Globalization;

namespace Liten.Tool;

/// <summary><c>dotnet liten trace</c>: a recording of what the workers run.</summary>
internal static class TraceCommand
{
    private const double MostSeconds = 3600;

    public static Command Create(Screen screen)
    {
        Argument<int> pid = Commands.Pid();
        var duration = new Option<double>("--duration", "-d")
        {
            Description = "Seconds, up to 3600. Ctrl+C ends it earlier, and the file is whole.",
            DefaultValueFactory = static _ => 5,
            HelpName = "SECONDS",
        };
        duration.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is not (> 0 and <= MostSeconds))
            {
                result.AddError($"--duration must be more than 0 and at most {MostSeconds} seconds.");
            }
        });
        var output = new Option<string?>("--output", "-o")
        {
            Description = "The file; liten-PID.json by default. One that is there is replaced.",
            HelpName = "FILE",
        };
        var command = new Command(
            "trace",
            "Records what each worker runs and when, for Perfetto, chrome://tracing or speedscope.")
        {
            pid,
            duration,
            output,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            screen,
            WatchedProcess.Find(parsed.GetRequiredValue(pid)),
            TimeSpan.FromSeconds(parsed.GetValue(duration)),
            parsed.GetValue(output),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Screen screen, WatchedProcess process, TimeSpan duration, string? output, CancellationToken cancellation)
    {
        string path = output ?? string.Create(CultureInfo.InvariantCulture, $"liten-{process.Id}.json");
        string begun = string.Create(
            CultureInfo.InvariantCulture, $"Recording {process} for {duration.TotalSeconds} s. Ctrl+C ends it.");
        Recording recording = await Question.RecordAsync(process, duration, () => screen.Note(begun), cancellation);
        recording.WriteTo(path);
        foreach (string refusal in recording.Refusals)
        {
            screen.Note(refusal);
        }

        screen.Line($"{path}: {recording.Count} runtime{(recording.Count == 1 ? "" : "s")} of {process}. "
            + "Open it with https://ui.perfetto.dev, chrome://tracing or speedscope.");
        return ExitCode.Done;
    }
}
