namespace Liten.Tests.BlockingPools;

/// <summary>A system that has no more threads to give, from a moment on that the test chooses.</summary>
internal sealed class FailingThreadSource : ThreadSource
{
    public const string Message = "no more threads";

    /// <summary>The start after which each fails.</summary>
    public int ThreadsToGive { get; set; }

    /// <summary>If set, a failing start says so, and waits to be told to go on.</summary>
    public (ManualResetEventSlim Reached, ManualResetEventSlim GoOn)? Hold { get; set; }

    public override Thread Start(string name, int stackSize, ThreadStart body)
    {
        if (ThreadsToGive-- > 0)
        {
            return base.Start(name, stackSize, body);
        }

        if (Hold is { } hold)
        {
            hold.Reached.Set();
            Assert.True(hold.GoOn.Wait(PoolUnderTest.Patience), "nobody let the start go on");
        }

        throw new OutOfMemoryException(Message);
    }
}
