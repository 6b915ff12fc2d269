using System.Globalization;

#pragma warning disable xUnit1051 // A wait here ends with its runtime.

namespace Liten.Tests.Faults;

/// <summary>What a task leaves on its thread, and what the next one to run there sees, on every way by which code comes to a thread.</summary>
public sealed class PoisonTests
{
    private static readonly AsyncLocal<string?> s_local = new();

    public static TheoryData<string, string> Ways => Flavours.With("task", "resumed task", "Task method", "posted callback", "scheduler", "blocking job", "timer");

    [Theory]
    [MemberData(nameof(Ways))]
    public void CodeThatFollowsAPoisonedTask_SeesACleanThread(string flavour, string way)
    {
        using RuntimeUnderTest it = Flavours.Start(flavour);

        // A task of the TaskScheduler runs without a context, as on .NET's own schedulers.
        string expected = $"no local, Invariant Language (Invariant Country), {(way == "scheduler" ? "no context" : "own context")}";

        string[] seen = it.Run(async () =>
        {
            // Set by the spawner, so that a task has something of its own to see: its spawner's culture.
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var seen = new List<string>();
            for (int round = 0; round < 20; round++)
            {
                await LitenTask.Spawn(PoisonAtOnce);
                await LitenTask.Spawn(PoisonAfterAwait);
                await Blocking.Spawn(Poison);
                seen.Add(await Look(way));
            }

            return seen.ToArray();
        });

        Assert.Equal(Enumerable.Repeat(expected, 20), seen);
    }

    private static async LitenTask<string> Look(string way)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Runtime runtime = Runtime.Current;
        switch (way)
        {
            case "task":
                return await LitenTask.Spawn(async () => See());
            case "resumed task":
                return await LitenTask.Spawn(async () =>
                {
                    await LitenTask.Yield();
                    return See();
                });
            case "Task method":
                return await LitenTask.Spawn(async Task<string> () =>
                {
                    await Task.Yield();
                    return See();
                });
            case "posted callback":
                runtime.SynchronizationContext.Post(_ => seen.SetResult(WithCulture()), null);
                break;
            case "scheduler":
                return await Task.Factory.StartNew(See, CancellationToken.None, TaskCreationOptions.None, runtime.TaskScheduler);
            case "blocking job":
                return await Blocking.Spawn(See);
            default:
                using (runtime.TimeProvider.CreateTimer(_ => seen.SetResult(See()), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan))
                {
                    return await seen.Task;
                }
        }

        return await seen.Task;
    }

    private static LitenTask PoisonAtOnce()
    {
        Poison();
        return default;
    }

    private static async LitenTask PoisonAfterAwait()
    {
        await LitenTask.Yield();
        Poison();
    }

    private static void Poison()
    {
        s_local.Value = "poison";
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ru-RU");
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ru-RU");
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
    }

    private static string See() => $"{s_local.Value ?? "no local"}, {CultureInfo.CurrentCulture.EnglishName}, {Context()}";

    /// <summary>A posted callback flows no context, so the culture it sees is the thread's own, which no task may have changed.</summary>
    private static string WithCulture()
    {
        string culture = CultureInfo.CurrentCulture.Name == "ru-RU" ? "ru-RU" : CultureInfo.InvariantCulture.EnglishName;
        return $"{s_local.Value ?? "no local"}, {culture}, {Context()}";
    }

    private static string Context() => SynchronizationContext.Current switch
    {
        null => "no context",
        LitenSynchronizationContext own when own == Runtime.Current.SynchronizationContext => "own context",
        { } other => $"{other}",
    };
}
