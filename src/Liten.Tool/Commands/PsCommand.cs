using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Liten.Tool;

/// <summary><c>dotnet liten ps</c>: the processes that have runtimes, and what those do.</summary>
internal static class PsCommand
{
    public static Command Create(Screen screen)
    {
        var command = new Command("ps", "Lists the processes with runtimes of Liten: their workers and live tasks.");
        command.SetAction((_, cancellation) => RunAsync(screen, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Screen screen, CancellationToken cancellation)
    {
        WatchedProcess[] processes = [.. WatchedProcess.All()];
        (WatchedProcess Process, IReadOnlyList<RuntimeRow>? Rows)[] answers = await Task.WhenAll(
            processes.Select(async process => (process, await AskAsync(process, cancellation))));
        if (!answers.Any(static answer => answer.Rows is { Count: > 0 }))
        {
            screen.Note($"None of the {processes.Length} .NET processes that can be asked has a runtime of Liten. "
                + "Those of another user cannot be asked; a runtime shows about a second after it was built.");
        }
        else
        {
            screen.Show(ToTable(answers));
        }

        foreach ((WatchedProcess silent, _) in answers.Where(static answer => answer.Rows is null))
        {
            screen.Note($"{silent} does not answer. Is it stopped?");
        }

        return ExitCode.Done;
    }

    /// <summary>Null if it does not answer.</summary>
    private static async Task<IReadOnlyList<RuntimeRow>?> AskAsync(
        WatchedProcess process, CancellationToken cancellation)
    {
        try
        {
            return await Question.RuntimesAsync(process, cancellation);
        }
        catch (ToolException)
        {
            return null;
        }
    }

    private static Table ToTable((WatchedProcess Process, IReadOnlyList<RuntimeRow>? Rows)[] answers)
    {
        Table table = Screen.Table("#PID", "PROCESS", "RUNTIME", "#WORKERS", "#BUSY", "#TASKS", "#BLOCKING");
        foreach ((WatchedProcess process, IReadOnlyList<RuntimeRow>? rows) in answers)
        {
            foreach (RuntimeRow row in rows ?? [])
            {
                Style busy = row.Busy == row.Workers ? new Style(Color.Red) : Style.Plain;
                table.AddRow(
                    Number(process.Id),
                    new Text(process.Name),
                    new Text(row.Name, new Style(decoration: Decoration.Bold)),
                    Number(row.Workers),
                    new Text(row.Busy.ToString(CultureInfo.InvariantCulture), busy),
                    Number(row.Tasks),
                    Number(row.BlockingThreads));
            }
        }

        return table;
    }

    private static Text Number(int value) => new(value.ToString(CultureInfo.InvariantCulture));
}
