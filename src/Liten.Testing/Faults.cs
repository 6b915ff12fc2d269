namespace Liten.Testing;

/// <summary>
/// Which faults may strike in a schedule. Each is a deviation as any other: tried, replayed and shrunk.
/// </summary>
/// <remarks>For the code of the schedule, on its one thread.</remarks>
public sealed class Faults
{
    private readonly WorldFaults _faults;

    internal Faults(WorldFaults faults) => _faults = faults;

    /// <summary>Between two steps, any task but the body's own may be aborted.</summary>
    /// <param name="atMost">How many in one schedule.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="atMost"/> is less than 1.</exception>
    public void AbortAnyTask(int atMost = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        _faults.AllowAborts(atMost);
    }

    /// <summary>Where code asks <see cref="Fault.Here"/> by this name, the answer may be true.</summary>
    /// <param name="name">The name.</param>
    /// <param name="atMost">How often in one schedule.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="atMost"/> is less than 1.</exception>
    public void Allow(string name, int atMost = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        _faults.AllowNamed(name, atMost);
    }

    /// <summary>Between two steps, the source may be cancelled.</summary>
    /// <param name="source">The source.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public void Cancel(CancellationTokenSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _faults.AllowCancel(source);
    }

    /// <summary>A message that is sent through the channel may be lost; its sender does not notice.</summary>
    /// <param name="channel">
    /// The name that the channel was created with: <see cref="Mpsc"/> or <see cref="Mpmc"/>. Items of
    /// <c>TrySendMany</c>, and of a sender that waits for room, are not struck.
    /// </param>
    /// <param name="atMost">How many in one schedule.</param>
    /// <exception cref="ArgumentException"><paramref name="channel"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="atMost"/> is less than 1.</exception>
    public void Drop(string channel, int atMost = 1) => AllowMessage(MessageFault.Drop, channel, atMost);

    /// <summary>A message that is sent through the channel may come twice, if there is room.</summary>
    /// <inheritdoc cref="Drop(string, int)"/>
    public void Duplicate(string channel, int atMost = 1) => AllowMessage(MessageFault.Duplicate, channel, atMost);

    /// <summary>
    /// A message that is sent through the channel may come later, behind those that are sent meanwhile; it is lost if
    /// the channel is full or closed by then.
    /// </summary>
    /// <param name="channel"><inheritdoc cref="Drop(string, int)" path="/param[@name='channel']"/></param>
    /// <param name="by">How much later, in virtual time.</param>
    /// <param name="atMost">How many in one schedule.</param>
    /// <exception cref="ArgumentException"><paramref name="channel"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="by"/> is zero or less, or <paramref name="atMost"/> is less than 1.
    /// </exception>
    public void Delay(string channel, TimeSpan by, int atMost = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(by, TimeSpan.Zero);
        AllowMessage(MessageFault.Delay, channel, atMost, by);
    }

    private void AllowMessage(MessageFault fault, string channel, int atMost, TimeSpan delay = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        _faults.AllowMessage(fault, channel, atMost, delay);
    }
}
