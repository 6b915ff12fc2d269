using System.Diagnostics;

namespace Liten.Tool;

/// <summary>What can be asked of a process.</summary>
internal static class Question
{
    /// <summary>The event source comes a second after the first runtime, on the ThreadPool; this is for both.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

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
        if (!await AnswersAsync(process, cancellation))
        {
            return null;
        }

        await using AnswerSession session = await AnswerSession.AskAsync(process, "dump", null, cancellation);
        await session.Ended.WaitAsync(cancellation);
        return WholeAnswer(process, session).TextOf("");
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
        await RequireAnswersAsync(process, cancellation);
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
            await using AnswerSession stop = await AnswerSession.AskAsync(
                process, "stop", null, CancellationToken.None);
            await session.Ended;
        }

        return Recording.Of(process, WholeAnswer(process, session));
    }

    /// <exception cref="ToolException">The process does not answer.</exception>
    public static async Task RequireAnswersAsync(WatchedProcess process, CancellationToken cancellation)
    {
        if (!await AnswersAsync(process, cancellation))
        {
            throw new ToolException(
                $"{process} has Liten in it, but no runtime that answers: there is none, or .NET's ThreadPool was "
                + "stuck before the first was a second old. "
                + $"`dotnet liten dump --outside {process.Id}` reads its memory.");
        }
    }

    /// <summary>Whether the process answers, now or within some seconds.</summary>
    /// <exception cref="ToolException">It has no Liten.</exception>
    private static async Task<bool> AnswersAsync(WatchedProcess process, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        while ((await RuntimesAsync(process, cancellation)).Count == 0)
        {
            if (Modules.HasLiten(process.Id) is false)
            {
                throw new ToolException(
                    $"{process} has no Liten in it. `dotnet liten ps` lists the processes that have.");
            }

            if (Stopwatch.GetElapsedTime(start) > s_patience)
            {
                return false;
            }

            await Task.Delay(s_interval, cancellation);
        }

        return true;
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
