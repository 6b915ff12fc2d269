using System.Runtime.CompilerServices;

namespace Liten.Testing;

/// <summary>
/// Runs a body again and again, each time in another order of its tasks, on one thread and in virtual time, until it
/// fails or the budget is spent.
/// </summary>
/// <remarks>
/// <para>The body is unchanged production code; what it uses of time comes from <see cref="TestRun.Runtime"/>.</para>
/// <para>
/// Thread safety: any thread but those of a runtime; several explorations may run at the same time. The calling thread
/// waits.
/// </para>
/// <example>
/// <code>
/// Explore.Run(async run =>
/// {
///     var counter = new AsyncMutex&lt;int&gt;(0);
///     await LitenTask.WhenAll(
///         LitenTask.Spawn(async () => await counter.UpdateAsync(static n => n + 1)),
///         LitenTask.Spawn(async () => await counter.UpdateAsync(static n => n + 1)));
///     Assert.Equal(2, await counter.UpdateAsync(static n => n));
/// });
/// </code>
/// </example>
/// </remarks>
public static partial class Explore
{
    /// <summary>Explores a body.</summary>
    /// <param name="body">What is tested. It fails by throwing.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="file">Filled in by the compiler: the seed follows from the place of the call.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <exception cref="ScheduleFailedException">A schedule has failed; the message is the report.</exception>
    /// <exception cref="InvalidOperationException">
    /// The switch of the points was not set before the process first asked for it; the message says how.
    /// </exception>
    public static ExplorationReport Run(
        Func<TestRun, LitenTask> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string member = "")
        => RunBody(Bodies.Of(body, file, line), options, member);

    /// <inheritdoc cref="Run(Func{TestRun, LitenTask}, ExploreOptions?, string, int, string)"/>
    [OverloadResolutionPriority(-1)]
    public static ExplorationReport Run(
        Func<TestRun, Task> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string member = "")
        => RunBody(Bodies.Of(body, file, line), options, member);

    /// <inheritdoc cref="Run(Func{TestRun, LitenTask}, ExploreOptions?, string, int, string)"/>
    [OverloadResolutionPriority(-2)]
    public static ExplorationReport Run(
        Func<TestRun, ValueTask> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string member = "")
        => RunBody(Bodies.Of(body, file, line), options, member);

    /// <inheritdoc cref="Run(Func{TestRun, LitenTask}, ExploreOptions?, string, int, string)"/>
    public static ExplorationReport Run(
        Func<LitenTask> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string member = "")
        => RunBody(Bodies.Of(body, file, line), options, member);

    /// <inheritdoc cref="Run(Func{TestRun, LitenTask}, ExploreOptions?, string, int, string)"/>
    [OverloadResolutionPriority(-1)]
    public static ExplorationReport Run(
        Func<Task> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string member = "")
        => RunBody(Bodies.Of(body, file, line), options, member);

    /// <inheritdoc cref="Run(Func{TestRun, LitenTask}, ExploreOptions?, string, int, string)"/>
    [OverloadResolutionPriority(-2)]
    public static ExplorationReport Run(
        Func<ValueTask> body, ExploreOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string member = "")
        => RunBody(Bodies.Of(body, file, line), options, member);

    internal static ExplorationReport RunBody(ScheduleBody body, ExploreOptions? options, string name)
    {
        options ??= new ExploreOptions();
        CheckPoints(options);
        if (TestEnvironment.Replay is { } replay)
        {
            ReplayBody(replay, body, options);
        }

        return ExplorationThread.Run(
            body, options, TestEnvironment.SeedFor(options, name), static exploration => exploration.Run());
    }

    internal static void ReplayBody(string replay, ScheduleBody body, ExploreOptions options)
    {
        CheckPoints(options);
        var schedule = ReplayString.Parse(replay);
        ExplorationThread.Run(body, options, seed: 0, exploration =>
        {
            exploration.Replay(schedule);
            return true;
        });
    }

    private static void CheckPoints(ExploreOptions options)
    {
        if (options.Points != SchedulePoints.Waits && !SchedulingPoint.IsOn)
        {
            throw new InvalidOperationException(
                $"Points are off in this process, so most orders cannot be tried. The package sets "
                + $"{SchedulingPoint.SwitchName} in the runtimeconfig of the test project. For a project reference add "
                + $"<RuntimeHostConfigurationOption Include=\"{SchedulingPoint.SwitchName}\" Value=\"true\" /> to it, "
                + "or set Points = SchedulePoints.Waits.");
        }
    }
}
