namespace Liten.Tests.Sync.Locks;

/// <summary>What a wait has come to, for tests that hold the waits themselves.</summary>
internal static class Ended
{
    /// <summary>The result of a wait that must have ended.</summary>
    public static T Take<T>(this LitenTask<T> wait)
    {
        Assert.True(wait.IsCompleted);
        return wait.GetAwaiter().GetResult();
    }

    public static T Result<T>(this JoinHandle<T> task) => task.GetAwaiter().GetResult();

    public static void AssertCancelled<T>(this LitenTask<T> wait, CancellationToken token = default)
    {
        OperationCanceledException exception = Assert.Throws<OperationCanceledException>(() => wait.Take());
        if (token.CanBeCanceled)
        {
            Assert.Equal(token, exception.CancellationToken);
        }
    }

    /// <summary>What a token's callback does, with something in the middle: between the claim and the leaving of the queue.</summary>
    public static void CancelAround<T>(this LitenTask<T> wait, IWaitHolder<T> holder, Action between)
    {
        var node = (WaitNode<T>)wait.Source!;
        Assert.True(node.TryClaim());
        between();
        holder.Forget(node);
        node.SetException(new OperationCanceledException());
    }
}
