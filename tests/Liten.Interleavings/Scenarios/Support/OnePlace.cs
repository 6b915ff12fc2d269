namespace Liten.Interleavings;

/// <summary>The smallest primitive there can be, after the steps of Sync's README: one wait at a time, and the values nobody took.</summary>
internal sealed class OnePlace : IWaitHolder<int>
{
    private readonly HashSet<AwaitSource> _seen = [];
    private readonly List<int> _given = [];
    private readonly Queue<int> _kept = [];
    private SpinLatch _latch;
    private WaitNode<int>? _waiter;

    public SourcePool Nodes { get; } = new(typeof(WaitNode<int>));

    public LitenTask<int> Wait(CancellationToken cancellationToken)
    {
        WaitNode<int> node = WaitNode<int>.Rent(this);
        if (_seen.Add(node))
        {
            Nodes.HandOut(node);
        }

        _latch.Enter();
        if (_kept.TryDequeue(out int value))
        {
            _latch.Exit();
            node.Discard();
            return new LitenTask<int>(value);
        }

        _waiter = node;
        _latch.Exit();
        return node.Begin(cancellationToken);
    }

    public void Give(int value)
    {
        _given.Add(value);
        _latch.Enter();
        WaitNode<int>? waiter = _waiter;
        _waiter = null;
        if (waiter is null || !waiter.TryClaim())
        {
            waiter = null;
            _kept.Enqueue(value);
        }

        _latch.Exit();
        waiter?.SetResult(value);
    }

    void IWaitHolder<int>.Forget(WaitNode<int> node)
    {
        _latch.Enter();
        if (ReferenceEquals(_waiter, node))
        {
            _waiter = null;
        }

        _latch.Exit();
    }

    /// <summary>Throws unless each value was received or is still here, and each node is back.</summary>
    public void EnsureGivenOrKept(IEnumerable<int> received)
    {
        Assert.Null(_waiter);
        Assert.Equal(_given.Order(), received.Concat(_kept).Order());
        Nodes.EnsureReturned();
    }
}
