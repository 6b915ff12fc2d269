namespace Liten.Tests.Combinations;

/// <summary>One combination: a task's life from its spawn to its end, with what happens to it on the way.</summary>
internal readonly record struct LifeCell(
    SchedulerKind Scheduler, BodyKind Body, ThrowPlace Throws, JoinKind Joined, AbortTime Aborted, Aborter By, ShutdownTime Shutdown)
{
    private static readonly int[] s_sizes =
    [
        Enum.GetValues<SchedulerKind>().Length, Enum.GetValues<BodyKind>().Length, Enum.GetValues<ThrowPlace>().Length, Enum.GetValues<JoinKind>().Length,
        Enum.GetValues<AbortTime>().Length, Enum.GetValues<Aborter>().Length, Enum.GetValues<ShutdownTime>().Length,
    ];

    /// <summary>How many combinations there are, the impossible ones included.</summary>
    public static int Count => s_sizes.Aggregate(1, static (product, size) => product * size);

    /// <summary>The cell's place among all combinations.</summary>
    public int Number
    {
        get
        {
            int[] digits = [(int)Scheduler, (int)Body, (int)Throws, (int)Joined, (int)Aborted, (int)By, (int)Shutdown];
            return digits.Zip(s_sizes).Aggregate(0, static (number, digit) => number * digit.Second + digit.First);
        }
    }

    /// <summary>The foreign wait of the task ends with the task's token.</summary>
    public bool ForeignWaitHonoursToken => Aborted == AbortTime.TokenWait || Shutdown == ShutdownTime.TokenWait;

    public bool IsAbortedTwice => Aborted is AbortTime.LitenWaitTwice or AbortTime.ForeignWaitTwice;

    /// <summary>The runtime shuts down while the task lives.</summary>
    public bool IsShutDownInLife => ShutdownPhase is not null;

    public Phase? AbortPhase => Aborted switch
    {
        AbortTime.Never => null,
        AbortTime.Queued => Phase.Queued,
        AbortTime.FirstTurn => Phase.FirstTurn,
        AbortTime.LitenWait or AbortTime.LitenWaitTwice => Phase.LitenWait,
        AbortTime.BetweenAwaits => Phase.BetweenAwaits,
        AbortTime.Ended => Phase.Ended,
        _ => Phase.ForeignWait,
    };

    public Phase? ShutdownPhase => Shutdown switch
    {
        ShutdownTime.AfterItsEnd or ShutdownTime.BeforeSpawn => null,
        ShutdownTime.Queued => Phase.Queued,
        ShutdownTime.FirstTurn => Phase.FirstTurn,
        ShutdownTime.LitenWait => Phase.LitenWait,
        ShutdownTime.BetweenAwaits => Phase.BetweenAwaits,
        _ => Phase.ForeignWait,
    };

    /// <summary>The joiners are tasks of the runtime under test.</summary>
    public bool IsJoinedByItsOwnRuntime => Joined is JoinKind.Awaited or JoinKind.JoinAsync or JoinKind.TwoAwaiters;

    public bool ActsAt(Phase phase) => AbortPhase == phase || ShutdownPhase == phase;

    public static LifeCell FromNumber(int number)
    {
        var digits = new int[s_sizes.Length];
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            (number, digits[i]) = Math.DivRem(number, s_sizes[i]);
        }

        return new LifeCell(
            (SchedulerKind)digits[0], (BodyKind)digits[1], (ThrowPlace)digits[2], (JoinKind)digits[3], (AbortTime)digits[4], (Aborter)digits[5], (ShutdownTime)digits[6]);
    }

    public override string ToString()
    {
        string by = Aborted == AbortTime.Never ? "" : $" by {By}";
        return $"cell {Number}: {Scheduler}, body {Body}, throws {Throws}, joined {Joined}, aborted {Aborted}{by}, shutdown {Shutdown}";
    }
}
