namespace Liten;

/// <summary>
/// How long the first item of a queue has been in it, at least: a look that saw as many come as have been taken since
/// is no longer ago than that.
/// </summary>
/// <remarks>Not synchronized. The items themselves carry no time: that would cost each of them a reading.</remarks>
internal sealed class QueueAge
{
    /// <summary>How many looks are kept; when there are more, every second one goes (arbitrary).</summary>
    private const int MostLooks = 16;

    private readonly List<(long Come, long At)> _looks = new(MostLooks + 1);

    /// <summary>Looks once more.</summary>
    /// <param name="taken">How many items were ever taken.</param>
    /// <param name="come">How many ever came.</param>
    /// <param name="now">The time.</param>
    /// <returns>Nanoseconds, or 0 if the queue is empty or no earlier look has seen the item.</returns>
    public long Look(long taken, long come, long now)
    {
        int passed = 0;
        while (passed < _looks.Count && _looks[passed].Come <= taken)
        {
            passed++;
        }

        _looks.RemoveRange(0, passed);
        long age = _looks.Count > 0 ? now - _looks[0].At : 0;
        if (come > taken && (_looks.Count == 0 || _looks[^1].Come != come))
        {
            _looks.Add((come, now));
            ThinOut();
        }

        return Math.Max(0, age);
    }

    private void ThinOut()
    {
        for (int i = 1; _looks.Count > MostLooks && i < _looks.Count; i++)
        {
            _looks.RemoveAt(i);
        }
    }
}
