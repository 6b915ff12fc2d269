using System.CommandLine;
using System.Globalization;

namespace Liten.Tool;

/// <summary><c>dotnet liten dump</c>: all that can be seen of the tasks, of a process or in a core file.</summary>
internal static class DumpCommand
{
    public static Command Create(Screen screen)
    {
        var subject = new Argument<string>("PID|CORE")
        {
            Description = "A process, or a core file that was written with its heap (createdump, dotnet-dump, kernel).",
        };
        var outside = new Option<bool>("--outside")
        {
            Description = "Reads the process's memory instead of asking it. It stands still while that is written to "
                + "a file.",
        };
        var command = new Command(
            "dump",
            "Prints what is wrong, deadlocks first; then what each task waits for, and where.")
        {
            subject,
            outside,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            screen, parsed.GetRequiredValue(subject), parsed.GetValue(outside), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Screen screen, string subject, bool outside, CancellationToken cancellation)
    {
        if (!int.TryParse(subject, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
        {
            screen.Lines(CoreDump.Read(subject));
            return ExitCode.Done;
        }

        WatchedProcess process = WatchedProcess.Find(id);
        if (!outside)
        {
            string? answer = await Question.DumpAsync(process, cancellation);
            if (answer is not null)
            {
                screen.Lines(answer);
                return ExitCode.Done;
            }

            screen.Note(
                $"{process} has Liten, but does not answer. Its memory is read instead; it stands still meanwhile.");
        }

        screen.Lines(await CoreDump.ReadAsync(process, cancellation));
        return ExitCode.Done;
    }
}
