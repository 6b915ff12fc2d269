using System.Reflection;

namespace Liten.Interleavings;

/// <summary>Looks into the pool of the wait nodes of one type: each node that went out must be in it again, once.</summary>
internal sealed class NodePool<T>
{
    private static readonly ObjectPool<WaitNode<T>> s_pool = (ObjectPool<WaitNode<T>>)typeof(WaitNode<T>)
        .GetField("s_pool", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;

    private readonly Ledger<AwaitSource> _ledger = new();

    /// <summary>Notes a node that is in use.</summary>
    public void HandOut(AwaitSource node) => _ledger.HandOut(node);

    /// <summary>Empties the calling thread's part of the pool.</summary>
    public void Drain()
    {
        while (s_pool.TryRent() is { } node)
        {
            _ledger.Settle(node);
        }
    }

    /// <summary>Throws unless each noted node came back once.</summary>
    public void EnsureReturned()
    {
        Drain();
        _ledger.EnsureSettled();
    }
}
