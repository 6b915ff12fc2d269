namespace Liten;

/// <summary>
/// How a thread waits for another one that is about to leave a latch: a pause, then the processor, then a sleep.
/// </summary>
/// <remarks>
/// <para>
/// Nothing here can be interrupted, as .NET's <c>SpinWait</c> can: entering a latch never throws, so a protocol that
/// enters one in its middle is never left half done.
/// </para>
/// <para>
/// A yield gives the processor to threads of the same priority only. A holder of lower priority gets it by the sleep.
/// </para>
/// </remarks>
internal struct Backoff
{
    /// <summary>Looks with a pause between them that doubles: some microseconds in all (arbitrary).</summary>
    private const int Pauses = 7;

    /// <summary>Looks with a yield between them: a holder that was descheduled mostly needs one (arbitrary).</summary>
    private const int Yields = 32;

    private static readonly bool s_hasOtherProcessors = Environment.ProcessorCount > 1;

    private int _looks;

    /// <summary>Waits a little, longer from call to call.</summary>
    public void Wait()
    {
        if (_looks < Pauses && s_hasOtherProcessors)
        {
            Thread.SpinWait(1 << _looks);
        }
        else if (_looks < Pauses + Yields)
        {
            Thread.Yield();
        }
        else
        {
            Uninterruptible.Sleep();
            return;
        }

        _looks++;
    }
}
