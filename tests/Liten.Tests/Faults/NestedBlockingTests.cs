namespace Liten.Tests.Faults;

/// <summary>Code that blocks on a runtime from inside a runtime: refused on a worker, whatever the two runtimes are, and fine on a blocking thread.</summary>
public sealed class NestedBlockingTests
{
    public static TheoryData<string, string> Pairs => Flavours.With(Flavours.Names);

    public static TheoryData<string> All => [.. Flavours.Names];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void OnAWorker_EveryBlockingCall_IsRefusedAndNamesTheAlternative(string outer, string inner)
    {
        using RuntimeUnderTest a = Flavours.Start(outer);
        using RuntimeUnderTest b = Flavours.Start(inner);
        foreach (Runtime target in new[] { a.Runtime, b.Runtime })
        {
            AssertRefused(a, () => target.BlockOn(async () => 1), "LitenTask.Spawn");
            AssertRefused(a, target.Dispose, "DisposeAsync");
            AssertRefused(a, () => target.Shutdown(TimeSpan.FromDays(1)), "ShutdownAsync");
        }

        Assert.Equal((1, 2), (a.Run(async () => 1), b.Run(async () => 2)));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void OnBlockingThreads_TwoRuntimesBlockOnEachOther_TheInnermostResultComesBack(string first, string second)
    {
        using RuntimeUnderTest a = Flavours.Start(first);
        using RuntimeUnderTest b = Flavours.Start(second);

        Assert.Equal(6, a.OnThread(() => Descend(6), "six levels of BlockOn"));

        int Descend(int levels)
        {
            Runtime here = levels % 2 == 0 ? a.Runtime : b.Runtime;
            return here.BlockOn(async () => levels == 1 ? 1 : 1 + await here.SpawnBlocking(() => Descend(levels - 1)));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void OnAContextsThread_BlockOn_NeedsNothingOfTheContext(string flavour)
    {
        using var context = new PumpingContext();
        using RuntimeUnderTest it = Flavours.Start(flavour);

        (int result, bool same) = Patience.Get(context.Call(() =>
        {
            int result = it.Runtime.BlockOn(async Task<int> () =>
            {
                await Task.Yield();
                return await it.Runtime.Spawn(static async () => 7);
            });
            return (result, ReferenceEquals(SynchronizationContext.Current, context));
        }));

        Assert.Equal(7, result);
        Assert.True(same, "BlockOn left another context on its caller's thread");
    }

    private static void AssertRefused(RuntimeUnderTest it, Action call, string alternative)
    {
        string message = it.Run(async () => Assert.Throws<InvalidOperationException>(call).Message);
        Assert.Contains("worker thread", message);
        Assert.Contains(alternative, message);
    }
}
