using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>The order of one lane, written by a user: holds what is ready to run and tells what is next.</summary>
/// <remarks>
/// <para>
/// Thread safety: all members are called under the lane's latch, so one at a time, on any thread. They must be short
/// and must not wait, spawn or complete anything.
/// </para>
/// <para>
/// The runtime keeps a list of what it has added. A queue that throws, gives back what it does not hold, or has another
/// number of items than it was given is reported once to <see cref="RuntimeOptions.OnUnhandledException"/> and replaced
/// by first come, first served, and nothing is lost.
/// </para>
/// </remarks>
public abstract class LaneQueue
{
    /// <summary>How many items the queue holds.</summary>
    public abstract int Count { get; }

    /// <summary>
    /// Takes an item in. The same task may come again once it was taken, and with several of its calls at once.
    /// </summary>
    /// <param name="item">What has become ready to run.</param>
    public abstract void Add(LaneItem item);

    /// <summary>Takes the next item out.</summary>
    /// <param name="item">The item.</param>
    /// <returns>False if, and only if, the queue is empty.</returns>
    public abstract bool TryTake([NotNullWhen(true)] out LaneItem? item);
}
