using System.Globalization;

namespace Liten.Peers;

/// <summary>A C# side of the comparison: reads <c>ROW MILLIS SIZE</c> per line, answers with one line of JSON each.</summary>
internal static class PeerProgram
{
    public static int Run(string[] args, Func<int, IReadOnlyList<Row>> prepare)
    {
        if (args is not ["--workers", string text] || !int.TryParse(text, CultureInfo.InvariantCulture, out int workers) || workers < 1)
        {
            Console.Error.WriteLine("usage: peer --workers W");
            return 2;
        }

        Console.CancelKeyPress += static (_, press) => press.Cancel = true; // Ctrl+C is for the orchestrator, which closes stdin
        var measuring = new Measuring(prepare(workers), workers);
        while (Console.In.ReadLine() is { } line)
        {
            Console.Out.WriteLine(measuring.Answer(line));
        }

        Environment.Exit(0); // without waiting for tasks that sleep for an hour
        return 0;
    }
}
