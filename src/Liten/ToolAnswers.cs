using System.Globalization;

namespace Liten;

/// <summary>
/// Answers what a tool asks from outside: over the diagnostics port, by the arguments that it listens to the event
/// source <c>Liten-Runtime</c> with. The answers are events; Watching's README has the protocol.
/// </summary>
internal static class ToolAnswers
{
    /// <summary>The same question again is .NET telling that another listener has gone.</summary>
    private static Published<string> s_last;

    /// <summary>The recordings that are under way; ended when nobody listens any more.</summary>
    private static Published<CancellationTokenSource> s_recording;

    private static IEnumerable<IAskedRuntime> Runtimes
        => InspectedRuntimes.All.Select(static inspector => inspector.Runtime).OfType<IAskedRuntime>();

    /// <summary>A listener has come, perhaps with a question; null: nobody listens any more.</summary>
    /// <remarks>Called by .NET, for one listener at a time and on whatever thread.</remarks>
    public static void Answer(IDictionary<string, string?>? arguments)
    {
        if (arguments is null)
        {
            s_recording.Value?.Cancel();
        }
        else if (arguments.TryGetValue("LitenQuestion", out string? question) && question is not null
            && arguments.TryGetValue("LitenAsks", out string? what) && s_last.Value != question)
        {
            s_last.Set(question);
            Answer(question, what, arguments);
        }
    }

    private static void Answer(string question, string? what, IDictionary<string, string?> arguments)
    {
        switch (what)
        {
            case "runtimes":
                TellRuntimes(question);
                break;
            case "threads":
                TellThreads(question);
                break;
            case "dump":
                OnThreads(question, () => Dump(question));
                break;
            case "record":
                bool isNumber = int.TryParse(
                    arguments.TryGetValue("LitenMilliseconds", out string? text) ? text : null,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int milliseconds);
                OnThreads(question, () => Record(question, TimeSpan.FromMilliseconds(isNumber ? milliseconds : 5000)));
                break;
            case "stop":
                s_recording.Value?.Cancel();
                break;
            default:
                LitenEventSource.Log.End(
                    question, "", 0, $"This version of Liten does not know the question '{what}'.");
                break;
        }
    }

    private static void TellRuntimes(string question)
    {
        int count = 0;
        foreach (IAskedRuntime runtime in Runtimes)
        {
            RuntimeMetrics metrics = runtime.Metrics;
            int busy = metrics.Workers.Count(static worker => worker.CurrentTurnAge > TimeSpan.Zero);
            LitenEventSource.Log.RuntimeIs(
                question, runtime.Name, metrics.Workers.Count, busy, (int)metrics.AliveTasks, metrics.BlockingThreads);
            count++;
        }

        LitenEventSource.Log.End(question, "", count, "");
    }

    private static void TellThreads(string question)
    {
        int count = 0;
        foreach (IAskedRuntime runtime in Runtimes)
        {
            foreach ((string name, long id, string? runs) in runtime.Threads)
            {
                LitenEventSource.Log.ThreadIs(question, runtime.Name, name, id, runs ?? "");
                count++;
            }
        }

        LitenEventSource.Log.End(question, "", count, "");
    }

    private static int Dump(string question)
    {
        using var writer = new AnswerWriter(question, "");
        Runtimes.FirstOrDefault()?.WriteDumpOfAll(writer);
        writer.Flush();
        return writer.Pieces;
    }

    /// <summary>Needs no thread of the ThreadPool: each recording has its own, and this one waits for all.</summary>
    private static int Record(string question, TimeSpan duration)
    {
        using var stop = new CancellationTokenSource();
        s_recording.Set(stop);
        var recordings = new List<(AnswerWriter Writer, Task Recording)>();
        foreach (IAskedRuntime runtime in Runtimes)
        {
            // By number: names may be the same.
            var writer = new AnswerWriter(question, recordings.Count.ToString(CultureInfo.InvariantCulture));
            recordings.Add((writer, TryRecord(runtime, new AnswerStream(writer), duration, stop.Token)));
        }

        foreach ((AnswerWriter writer, Task recording) in recordings)
        {
            writer.End(FailureOf(recording));
        }

        s_recording.Set(null);
        return 0;
    }

    private static Task TryRecord(
        IAskedRuntime runtime, AnswerStream stream, TimeSpan duration, CancellationToken stop)
    {
        try
        {
            return runtime.Record(stream, duration, stop);
        }
        catch (InvalidOperationException refusal)
        {
            return Task.FromException(refusal);
        }
    }

    private static string FailureOf(Task recording)
    {
        try
        {
            recording.GetAwaiter().GetResult();
            return "";
        }
        catch (Exception exception)
        {
            return exception.Message;
        }
    }

    /// <summary>
    /// What takes long goes to a thread of its own: .NET sends events away only after the call that brought the
    /// question has returned. The end comes from yet another one: only as the first event of its thread it is passed on
    /// by a reader of .NET's event streams at once; all others wait for a later one.
    /// </summary>
    /// <param name="question">The question.</param>
    /// <param name="answer">Answers it, and returns how many pieces the answer has that is about all runtimes.</param>
    private static void OnThreads(string question, Func<int> answer) => Start("liten-answer", () =>
    {
        int pieces = 0;
        string failure = "";
        Start("liten-answer-text", () => pieces = Try(answer, out failure)).Join();
        LitenEventSource.Log.End(question, "", pieces, failure);
    });

    private static Thread Start(string name, ThreadStart body) => new ThreadSource().Start(name, 0, body);

    private static int Try(Func<int> answer, out string failure)
    {
        try
        {
            failure = "";
            return answer();
        }
        catch (Exception exception)
        {
            failure = exception.ToString();
            return 0;
        }
    }
}
