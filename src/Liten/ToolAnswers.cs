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

    private static IEnumerable<Runtime> Runtimes
        => InspectedRuntimes.All.Select(static inspector => inspector.Runtime).OfType<Runtime>();

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
                OnThread(question, () => Dump(question));
                break;
            case "record":
                bool isNumber = int.TryParse(
                    arguments.TryGetValue("LitenMilliseconds", out string? text) ? text : null,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int milliseconds);
                OnThread(question, () => Record(question, TimeSpan.FromMilliseconds(isNumber ? milliseconds : 5000)));
                break;
            case "stop":
                s_recording.Value?.Cancel();
                break;
            default:
                Fail(question, $"This version of Liten does not know the question '{what}'.");
                break;
        }
    }

    private static void TellRuntimes(string question)
    {
        int count = 0;
        foreach (Runtime runtime in Runtimes)
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
        foreach (Runtime runtime in Runtimes)
        {
            foreach ((string name, long id, string? runs) in runtime.ThreadsOfTasks())
            {
                LitenEventSource.Log.ThreadIs(question, runtime.Name, name, id, runs ?? "");
                count++;
            }
        }

        LitenEventSource.Log.End(question, "", count, "");
    }

    /// <summary>
    /// The end comes from another thread than the text: only then it is the first event of its thread's batch, which a
    /// reader of .NET's event streams passes on at once. All others wait for a later one.
    /// </summary>
    private static void Dump(string question)
    {
        using var writer = new AnswerWriter(question, "");
        string failure = "";
        Thread dump = new ThreadSource().Start("liten-dump", 0, () =>
        {
            try
            {
                Runtime.WriteTaskDumpOfAll(writer);
                writer.Flush();
            }
            catch (Exception exception)
            {
                failure = exception.ToString();
            }
        });
        dump.Join();
        writer.End(failure);
    }

    private static void Record(string question, TimeSpan duration)
    {
        using var stop = new CancellationTokenSource();
        s_recording.Set(stop);
        var recordings = new List<Task>();
        foreach (Runtime runtime in Runtimes)
        {
            // By number: names may be the same.
            string subject = recordings.Count.ToString(CultureInfo.InvariantCulture);
            recordings.Add(RecordAsync(new AnswerWriter(question, subject), runtime, duration, stop.Token));
        }

        Task.WaitAll(recordings);
        s_recording.Set(null);
        LitenEventSource.Log.End(question, "", recordings.Count, "");
    }

    /// <summary>The recording's own thread writes, and nothing here needs the ThreadPool.</summary>
    private static Task RecordAsync(
        AnswerWriter writer, Runtime runtime, TimeSpan duration, CancellationToken stop)
    {
        try
        {
            return runtime.Record(new AnswerStream(writer), duration, stop).ContinueWith(
                record => writer.End(record.Exception?.InnerException?.Message ?? ""),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
        catch (InvalidOperationException refusal)
        {
            writer.End(refusal.Message);
            return Task.CompletedTask;
        }
    }

    /// <summary>
    /// What takes long goes to a thread of its own: .NET sends events away only after the call that brought the
    /// question has returned.
    /// </summary>
    private static void OnThread(string question, Action answer)
    {
        try
        {
            new ThreadSource().Start("liten-answer", 0, () => Try(question, answer));
        }
        catch (OutOfMemoryException)
        {
            Try(question, answer); // No thread to be had.
        }
    }

    private static void Try(string question, Action answer)
    {
        try
        {
            answer();
        }
        catch (Exception exception)
        {
            Fail(question, exception.ToString());
        }
    }

    private static void Fail(string question, string why) => LitenEventSource.Log.End(question, "", 0, why);
}
