using System.Globalization;
using System.Text;
using Microsoft.Diagnostics.Tracing;

namespace Liten.Tool;

/// <summary>What a process has answered.</summary>
internal sealed class Answer
{
    private readonly Dictionary<string, SortedDictionary<int, string>> _parts = [];
    private readonly Dictionary<string, (int Parts, string Failure)> _ends = [];

    public List<RuntimeRow> Runtimes { get; } = [];

    public List<ThreadRow> Threads { get; } = [];

    /// <summary>What was answered about single runtimes, by their number.</summary>
    public IEnumerable<string> Subjects
        => _ends.Keys.Where(static subject => subject.Length > 0).Order(StringComparer.Ordinal);

    /// <summary>Whether the end of the answer has come.</summary>
    public bool IsWhole => _ends.ContainsKey("");

    /// <summary>Takes an event; true if it is the last one.</summary>
    public bool Take(TraceEvent data)
    {
        switch (data.EventName)
        {
            case "RuntimeIs":
                Runtimes.Add(new(
                    Text(data, "runtime"), Number(data, "workers"), Number(data, "busy"), Number(data, "tasks"),
                    Number(data, "blockingThreads")));
                return false;
            case "ThreadIs":
                Threads.Add(new(
                    Text(data, "runtime"), Text(data, "thread"),
                    Convert.ToInt64(data.PayloadByName("systemThread"), CultureInfo.InvariantCulture),
                    Text(data, "runs")));
                return false;
            case "Part":
                PartsOf(Text(data, "subject"))[Number(data, "number")] = Text(data, "text");
                return false;
            case "End":
                string subject = Text(data, "subject");
                _ends[subject] = (Number(data, "parts"), Text(data, "failure"));
                return subject.Length == 0;
            default:
                return false;
        }
    }

    /// <summary>Why the answer about a subject has ended early; empty if it has not.</summary>
    public string FailureOf(string subject)
        => _ends.TryGetValue(subject, out (int, string Failure) end) ? end.Failure : "";

    /// <summary>The text about a subject.</summary>
    /// <exception cref="ToolException">Pieces are missing.</exception>
    public string TextOf(string subject)
    {
        SortedDictionary<int, string> parts = PartsOf(subject);
        if (_ends.TryGetValue(subject, out (int Parts, string) end) && parts.Count < end.Parts)
        {
            throw new ToolException(
                $"{end.Parts - parts.Count} of {end.Parts} pieces of the answer were lost: the machine is too busy. "
                + "Try again.");
        }

        return parts.Values.Aggregate(new StringBuilder(), static (text, part) => text.Append(part)).ToString();
    }

    private SortedDictionary<int, string> PartsOf(string subject)
    {
        if (!_parts.TryGetValue(subject, out SortedDictionary<int, string>? parts))
        {
            parts = [];
            _parts.Add(subject, parts);
        }

        return parts;
    }

    private static string Text(TraceEvent data, string name) => data.PayloadByName(name) as string ?? "";

    private static int Number(TraceEvent data, string name)
        => Convert.ToInt32(data.PayloadByName(name), CultureInfo.InvariantCulture);
}
