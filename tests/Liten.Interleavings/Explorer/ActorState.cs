namespace Liten.Interleavings;

internal enum ActorState
{
    Ready,

    /// <summary>Sleeps on a word until somebody wakes it.</summary>
    Asleep,

    /// <summary>Spins, and nobody has written anything since its last look.</summary>
    Spinning,

    Ended,
}
