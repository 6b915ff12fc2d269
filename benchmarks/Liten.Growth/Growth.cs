namespace Liten.Growth;

/// <summary>What one operation costs beside some others, and beside four times as many.</summary>
internal sealed record Growth(Operation Operation, Cost Few, Cost Many)
{
    /// <summary>
    /// A walk over the others makes it 4. What was last touched before four times as many others is colder in the
    /// caches, which makes it more than 1.
    /// </summary>
    public const double RatioLimit = 3.2;

    /// <summary>
    /// For what grows by doubling, and for pools: what an earlier round left there serves the first few hundred
    /// operations of either, which makes one beside few up to 16 bytes cheaper.
    /// </summary>
    private const double MoreBytesLimit = 32;

    /// <summary>Whatever is kept for each operation is an object of 24 bytes or more.</summary>
    private const double KeptLimit = 12;

    public double Ratio => Many.Nanoseconds / Few.Nanoseconds;

    /// <summary>
    /// Nothing where the operation is the end of the others. From few to many: what the pools keep is the same for both,
    /// and no operation's.
    /// </summary>
    public double MostKept
        => Math.Max(0, ((Many.Kept * Protocol.Factor) - Few.Kept) / (Protocol.Factor - 1));

    public Verdict Verdict
        => Many.Bytes > Few.Bytes + MoreBytesLimit ? Verdict.AllocatesMore
        : MostKept > KeptLimit ? Verdict.KeepsMemory
        : Ratio > RatioLimit ? Verdict.TakesLonger
        : Verdict.Steady;

    /// <summary>Few and many by turns, so that what disturbs the machine disturbs both.</summary>
    public static Growth Measure(Operation operation, Protocol protocol)
    {
        var growth = new Growth(operation, Cost.None, Cost.None);
        for (int round = 0; round < protocol.Rounds; round++)
        {
            growth = growth with
            {
                Few = growth.Few.Least(CostBeside(Protocol.Others, operation)),
                Many = growth.Many.Least(CostBeside(Protocol.Others * Protocol.Factor, operation)),
            };
        }

        return growth;
    }

    private static Cost CostBeside(int others, Operation operation)
    {
        var meter = new Meter();
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).MaxBlockingThreads(1).Build();
        runtime.BlockOn(() => operation.Perform(others, meter));
        return meter.Cost;
    }
}
