namespace Liten;

/// <summary>
/// A user's order, which is not trusted: a list of all that was added is kept beside it. When it fails it is dropped,
/// and the list is served first come, first served.
/// </summary>
/// <remarks>
/// What is withdrawn stays in the user's queue, which cannot give back an item out of its middle, and is passed over
/// when it comes.
/// </remarks>
internal sealed class CustomStore(LaneQueue queue, string lane) : LaneStore
{
    /// <summary>What the user's queue must hold.</summary>
    private readonly LinkedList<LaneItem> _added = new();

    /// <summary>null once it has failed.</summary>
    private LaneQueue? _queue = queue;
    private Exception? _failure;
    private int _withdrawn;

    public override int Count => _added.Count - _withdrawn;

    /// <summary>Of the oldest one: which is next, only the user's queue knows.</summary>
    public override long NextQueuedAt => _added.First?.Value.Entry.QueuedAt ?? Nanoseconds.Forever;

    public override void Add(in LaneEntry entry)
    {
        var item = new LaneItem(entry);
        item.Node = _added.AddLast(item);
        try
        {
            if (_queue is { } queue)
            {
                queue.Add(item);
                CheckCount(queue);
            }
        }
        catch (Exception exception)
        {
            Replace(exception);
        }
    }

    public override bool TryTake(out LaneEntry entry)
    {
        while (_added.First is { } first)
        {
            LaneItem item = TakeFromQueue() ?? first.Value;
            _added.Remove(item.Node!);
            item.Node = null;
            if (!item.IsWithdrawn)
            {
                entry = item.Entry;
                return true;
            }

            _withdrawn--;
        }

        entry = default;
        return false;
    }

    public override bool TryWithdraw(AbortScope owner, out LaneEntry entry)
    {
        foreach (LaneItem item in _added)
        {
            if (!item.IsWithdrawn && ReferenceEquals(item.Entry.Item.Owner, owner))
            {
                item.IsWithdrawn = true;
                _withdrawn++;
                entry = item.Entry;
                return true;
            }
        }

        entry = default;
        return false;
    }

    public override Exception? TakeFailure()
    {
        Exception? failure = _failure;
        _failure = null;
        return failure;
    }

    /// <summary>The next item of the user's queue; null if that has failed, just now or before.</summary>
    private LaneItem? TakeFromQueue()
    {
        if (_queue is not { } queue)
        {
            return null;
        }

        try
        {
            if (!queue.TryTake(out LaneItem? item) || item?.Node?.List != _added)
            {
                throw Broken(item is null ? "gives back nothing" : "gives back what it does not hold");
            }

            return queue.Count == _added.Count - 1 ? item : throw Broken($"holds {queue.Count} after one was taken");
        }
        catch (Exception exception)
        {
            Replace(exception);
            return null;
        }
    }

    private void CheckCount(LaneQueue queue)
    {
        if (queue.Count != _added.Count)
        {
            throw Broken($"holds {queue.Count}");
        }
    }

    private void Replace(Exception exception)
    {
        _queue = null;
        _failure = exception;
    }

    private InvalidOperationException Broken(string what) => new(
        $"The queue of lane '{lane}' was given {_added.Count} items that it has not given back, but {what}. The lane " +
        "goes on first come, first served.");
}
