using System.Threading.Channels;

namespace Liten.Interleavings;

/// <summary>A channel of numbers, and what became of each number.</summary>
internal sealed class ChannelUse
{
    public const int Closed = -2;

    private readonly Outcomes _received = new(2);
    private readonly LitenTask<int>[] _sends = new LitenTask<int>[4];
    private readonly int?[] _sent = new int?[4];
    private readonly bool[] _begun = new bool[2];
    private readonly int?[] _got = new int?[2];

    public ChannelUse(int capacity, BoundedChannelFullMode fullMode = BoundedChannelFullMode.Wait)
    {
        Core = new ChannelCore<int>(capacity, fullMode, Dropped.Add, hasOneReceiver: false);
        Sender = new MpmcSender<int>(Core);
        Receiver = new MpmcReceiver<int>(Core);
    }

    public ChannelCore<int> Core { get; }

    public MpmcSender<int> Sender { get; }

    public MpmcReceiver<int> Receiver { get; }

    public List<int> Dropped { get; } = [];

    /// <summary>What <see cref="TryReceive"/> took.</summary>
    public List<int> Taken { get; } = [];

    public int Left => Sender.Count;

    public bool TrySend(int item)
    {
        bool sent = Sender.TrySend(item);
        _sent[item] = sent ? 1 : 0;
        return sent;
    }

    public void Send(int item, CancellationToken cancellationToken = default) => _sends[item] = SendAsync(item, cancellationToken);

    public async LitenTask<int> SendAsync(int item, CancellationToken cancellationToken)
    {
        try
        {
            await Sender.SendAsync(item, cancellationToken);
            _sent[item] = 1;
        }
        catch (OperationCanceledException)
        {
            _sent[item] = Outcomes.Cancelled;
        }
        catch (ChannelClosedException)
        {
            _sent[item] = Closed;
        }

        return _sent[item]!.Value;
    }

    public void Receive(int index, CancellationToken cancellationToken = default)
    {
        _begun[index] = true;
        _received[index] = ReceiveAsync(cancellationToken);
    }

    public async LitenTask<int> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Receiver.ReceiveAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Outcomes.Cancelled;
        }
        catch (ChannelClosedException)
        {
            return Closed;
        }
    }

    public void TryReceive()
    {
        if (Receiver.TryReceive(out int item))
        {
            Taken.Add(item);
        }
    }

    public int Received(int index) => _got[index] ??= _received.Read(index);

    /// <summary>Whether the item was sent; its send must have ended.</summary>
    public bool WasSent(int item) => _sent[item]!.Value == 1;

    /// <summary>Sent = received + dropped + left, item by item; each of the items was tried.</summary>
    public void EnsureConserved(int[] items)
    {
        var found = new List<int>([.. Dropped, .. Taken]);
        found.AddRange(Enumerable.Range(0, 2).Where(i => _begun[i]).Select(Received).Where(item => item > 0));
        Assert.Equal((found.Count - Dropped.Count, Dropped.Count, Left), ((int)Receiver.Received, (int)Sender.Dropped, (int)Sender.Sent - found.Count));
        while (!Receiver.IsClosed && Receiver.TryReceive(out int item))
        {
            found.Add(item);
        }

        Assert.Equal(items.Where(WasSent), found.Order());
    }
}
