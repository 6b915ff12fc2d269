namespace Liten.Tool;

/// <summary>What can be asked of a process.</summary>
internal static class Question
{
    /// <summary>The event source comes a second after the first runtime, on the ThreadPool; this is for both.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>The runtimes of the process; none if it has no Liten, or only since less than a second.</summary>
    public static async Task<IReadOnlyList<RuntimeRow>> RuntimesAsync(
        WatchedProcess process, CancellationToken cancellation)
    {
        // The answer is given before the session is open, so it comes before the session's end.
        await using AnswerSession session = await AnswerSession.AskAsync(process, "runtimes", null, cancellation);
        await session.StopAsync();
        return session.Answer.Runtimes;
    }

    /// <summary>The dump of all runtimes; null if Liten is there and does not answer.</summary>
    /// <exception cref="ToolException">The process has no Liten, or cannot be asked.</exception>
    public static async Task<string?> DumpAsync(WatchedProcess process, CancellationToken cancellation)
    {
        bool answers = await AnswersAsync(process, cancellation);
        await using AnswerSession session = await AnswerSession.AskAsync(process, "dump", null, cancellation);
        if (!answers && await Task.WhenAny(session.Ended, Task.Delay(s_patience, cancellation)) != session.Ended)
        {
            cancellation.ThrowIfCancellationRequested();
            return null;
        }

        await session.Ended.WaitAsync(cancellation);
        Answer answer = WholeAnswer(process, session);
        return answer.TextOf("");
    }

    /// <summary>Has all runtimes of the process recorded.</summary>
    /// <param name="process">The process.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="hasBegun">Called when it has begun, and its end may be asked for.</param>
    /// <param name="cancellation">Ends the recording; what was recorded is returned.</param>
    /// <exception cref="ToolException">The process has no Liten, or none that can be recorded.</exception>
    public static async Task<Recording> RecordAsync(
        WatchedProcess process, TimeSpan duration, Action hasBegun, CancellationToken cancellation)
    {
        await AnswersAsync(process, cancellation);
        await using AnswerSession session = await AnswerSession.AskAsync(
            process, "record", (int)duration.TotalMilliseconds, cancellation);
        hasBegun();
        try
        {
            await session.Ended.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C ends the recording, and what has been recorded is kept.
            await using AnswerSession stop = await AnswerSession.AskAsync(process, "stop", null, CancellationToken.None);
            await session.Ended;
        }

        return Recording.Of(process, WholeAnswer(process, session));
    }

    /// <summary>Whether the process answers at once.</summary>
    /// <exception cref="ToolException">It has no Liten.</exception>
    public static async Task<bool> AnswersAsync(WatchedProcess process, CancellationToken cancellation)
    {
        IReadOnlyList<RuntimeRow> runtimes = await RuntimesAsync(process, cancellation);
        return runtimes.Count > 0 || (Modules.HasLiten(process.Id) is not false
            ? false
            : throw new ToolException(
                $"{process} has no Liten in it, or no runtime yet. `dotnet liten ps` lists the processes that have."));
    }

    private static Answer WholeAnswer(WatchedProcess process, AnswerSession session)
    {
        if (!session.Answer.IsWhole)
        {
            throw new ToolException($"{process} has ended before its answer was whole.");
        }

        return session.Answer.FailureOf("") is { Length: > 0 } failure
            ? throw new ToolException($"{process} could not answer: {failure}")
            : session.Answer;
    }
}
