using System.Runtime.CompilerServices;

namespace Liten.Testing;

/// <content>One schedule again; and one for each wait that an abort can end.</content>
public static partial class Explore
{
    /// <summary>Runs one schedule of a body once more.</summary>
    /// <param name="replay">The line of the report of a failure.</param>
    /// <param name="body">What is tested; the same as in the exploration that has failed.</param>
    /// <param name="options">The same as there; null for the defaults.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <remarks>If the code has changed so that the line does not fit any more, orders nearby are tried.</remarks>
    /// <exception cref="ScheduleFailedException">It fails.</exception>
    /// <exception cref="FormatException"><paramref name="replay"/> is no such line.</exception>
    public static void Replay(
        string replay, Func<TestRun, LitenTask> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => ReplayBody(replay, Bodies.Of(body, file, line), options ?? new ExploreOptions());

    /// <inheritdoc cref="Replay(string, Func{TestRun, LitenTask}, ExploreOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static void Replay(
        string replay, Func<TestRun, Task> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => ReplayBody(replay, Bodies.Of(body, file, line), options ?? new ExploreOptions());

    /// <inheritdoc cref="Replay(string, Func{TestRun, LitenTask}, ExploreOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static void Replay(
        string replay, Func<TestRun, ValueTask> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => ReplayBody(replay, Bodies.Of(body, file, line), options ?? new ExploreOptions());

    /// <inheritdoc cref="Replay(string, Func{TestRun, LitenTask}, ExploreOptions?, string, int)"/>
    public static void Replay(
        string replay, Func<LitenTask> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => ReplayBody(replay, Bodies.Of(body, file, line), options ?? new ExploreOptions());

    /// <inheritdoc cref="Replay(string, Func{TestRun, LitenTask}, ExploreOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static void Replay(
        string replay, Func<Task> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => ReplayBody(replay, Bodies.Of(body, file, line), options ?? new ExploreOptions());

    /// <inheritdoc cref="Replay(string, Func{TestRun, LitenTask}, ExploreOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static void Replay(
        string replay, Func<ValueTask> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => ReplayBody(replay, Bodies.Of(body, file, line), options ?? new ExploreOptions());

    /// <summary>
    /// Runs a body once for each step at which one of its tasks could be aborted, and aborts it there: what is taken
    /// must be given back, and the others must go on.
    /// </summary>
    /// <param name="body">What is tested. It sees the aborts of its tasks as their outcome.</param>
    /// <param name="options">How; null for the defaults. The strategy is not used.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="ScheduleFailedException">A schedule has failed; the message is the report.</exception>
    public static ExplorationReport AbortEverywhere(
        Func<TestRun, LitenTask> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => AbortBodyEverywhere(Bodies.Of(body, file, line), options ?? new ExploreOptions());

    /// <inheritdoc cref="AbortEverywhere(Func{TestRun, LitenTask}, ExploreOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static ExplorationReport AbortEverywhere(
        Func<TestRun, Task> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => AbortBodyEverywhere(Bodies.Of(body, file, line), options ?? new ExploreOptions());

    /// <inheritdoc cref="AbortEverywhere(Func{TestRun, LitenTask}, ExploreOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static ExplorationReport AbortEverywhere(
        Func<TestRun, ValueTask> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => AbortBodyEverywhere(Bodies.Of(body, file, line), options ?? new ExploreOptions());

    /// <inheritdoc cref="AbortEverywhere(Func{TestRun, LitenTask}, ExploreOptions?, string, int)"/>
    public static ExplorationReport AbortEverywhere(
        Func<LitenTask> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => AbortBodyEverywhere(Bodies.Of(body, file, line), options ?? new ExploreOptions());

    /// <inheritdoc cref="AbortEverywhere(Func{TestRun, LitenTask}, ExploreOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static ExplorationReport AbortEverywhere(
        Func<Task> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => AbortBodyEverywhere(Bodies.Of(body, file, line), options ?? new ExploreOptions());

    /// <inheritdoc cref="AbortEverywhere(Func{TestRun, LitenTask}, ExploreOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static ExplorationReport AbortEverywhere(
        Func<ValueTask> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => AbortBodyEverywhere(Bodies.Of(body, file, line), options ?? new ExploreOptions());

    private static ExplorationReport AbortBodyEverywhere(ScheduleBody body, ExploreOptions options)
    {
        CheckPoints(options);
        return ExplorationThread.Run(
            Bodies.WithAbort(body), options, seed: 0, static exploration => exploration.AbortEverywhere());
    }
}
