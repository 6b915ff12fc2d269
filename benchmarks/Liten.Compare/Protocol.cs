namespace Liten.Compare;

/// <summary>How long and how often is measured; the same for all peers.</summary>
/// <param name="Rounds">How often each peer is measured, in turns.</param>
/// <param name="Window">The length of one measurement.</param>
/// <param name="MostShortWarmUp">A warm-up begins with short windows, for this long at most.</param>
/// <param name="LeastWarmUp">Then it goes on with whole ones and takes at least this long,</param>
/// <param name="MostWarmUp">and at most this long, should its windows never agree.</param>
internal sealed record Protocol(int Rounds, TimeSpan Window, TimeSpan MostShortWarmUp, TimeSpan LeastWarmUp, TimeSpan MostWarmUp)
{
    /// <summary>.NET optimizes a method fully once it was called 30 times; a row's outermost method is called once per window.</summary>
    public const int ShortWindows = 40;

    public static readonly TimeSpan ShortWindow = TimeSpan.FromMilliseconds(5);

    /// <summary>So many windows in a row must agree,</summary>
    public const int AgreeingWindows = 3;

    /// <summary>that is, differ by no more than this part.</summary>
    public const double Agreement = 0.03;

    /// <summary>Each round has new processes, without warm-up, and counts from their first operation on.</summary>
    public bool FromTheFirst { get; private init; }

    public static Protocol Full(int rounds)
        => new(rounds, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));

    /// <summary>A curve has many points, and shows a shape: each point is measured less.</summary>
    public Protocol ForCurves() => this with
    {
        Rounds = Math.Min(Rounds, 3),
        LeastWarmUp = LeastWarmUp / 4,
        MostWarmUp = MostWarmUp / 4,
    };

    /// <summary>Shows that the harness works. Its times say little.</summary>
    public static Protocol Quick(int? rounds) => new(rounds ?? 2, TimeSpan.FromMilliseconds(50), TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMilliseconds(150));

    public static Protocol FirstOf(TimeSpan window, int rounds)
        => new(rounds, window, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero) { FromTheFirst = true };
}
