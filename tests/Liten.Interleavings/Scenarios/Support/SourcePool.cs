using System.Collections.Concurrent;
using System.Reflection;

namespace Liten.Interleavings;

/// <summary>Looks into the pool of one type of wait nodes or boxes: each that went out must be in it again, once.</summary>
internal sealed class SourcePool(Type source)
{
    private static readonly ConcurrentDictionary<Type, Func<object?>> s_rents = new();

    private readonly Func<object?> _rent = s_rents.GetOrAdd(source, static type =>
    {
        object pool = type.GetField("s_pool", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;
        return pool.GetType().GetMethod(nameof(ObjectPool<>.TryRent))!.CreateDelegate<Func<object?>>(pool);
    });

    private readonly Ledger<object> _ledger = new();
    private readonly List<object> _returned = [];

    /// <summary>Notes an object that is in use.</summary>
    public void HandOut(object item) => _ledger.HandOut(item);

    /// <summary>Empties the calling thread's part of the pool: for an actor, as the last thing it does.</summary>
    public void Drain()
    {
        while (_rent() is { } item)
        {
            _returned.Add(item);
        }
    }

    /// <summary>Throws unless each noted object came back once.</summary>
    public void EnsureReturned()
    {
        Drain();
        _returned.ForEach(_ledger.Settle);
        _ledger.EnsureSettled();
    }

    /// <summary>Throws unless so many objects came back, each once.</summary>
    public void EnsureReturned(int count)
    {
        Drain();
        Assert.Distinct(_returned);
        Assert.Equal(count, _returned.Count);
    }
}
