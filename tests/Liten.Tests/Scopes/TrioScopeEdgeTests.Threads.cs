namespace Liten.Tests.Scopes;

/// <content>What is seen by threads outside of the runtime.</content>
public sealed partial class TrioScopeEdgeTests
{
    [Fact]
    public void Trio_TwoChildrenRaise_OneComesOutAndTheHookHearsTheOther_NoGroup() => Run(async () =>
    {
        using var both = new Barrier(2);
        await Throws<FormatException>(TaskScope.RunAsync(
            async nursery =>
            {
                _ = nursery.Spawn(FailTogetherAsync);
                _ = nursery.Spawn(FailTogetherAsync);
            },
            new ScopeOptions { WaitForChildren = true }));
        Assert.Single(_told);

        async LitenTask FailTogetherAsync()
        {
            both.SignalAndWait();
            throw new FormatException();
        }
    });

    [Fact]
    public void Trio_AHundredThousandChildren_OneFailureEndsAll() => Run(async () =>
    {
        int begun = 0, unwound = 0;
        await Throws<FormatException>(TaskScope.RunAsync(async nursery =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                _ = nursery.Spawn(async () =>
                {
                    try
                    {
                        Interlocked.Increment(ref begun);
                        await NeverAsync();
                    }
                    finally
                    {
                        Interlocked.Increment(ref unwound);
                    }
                });
            }

            throw new FormatException();
        }));
        Assert.Equal(begun, unwound);
    });
}
