namespace Liten;

/// <summary>A runtime as its instruments see it.</summary>
/// <remarks>
/// Thread safety: all members may be used from any thread.
/// <code>
/// field               written by    read by    under
/// _snapshot, _readAt  all readers   the same   the latch
/// </code>
/// </remarks>
internal sealed class MeasuredRuntime(
    string name, MetricsReader reader, RuntimeWatch watch, RuntimeInstruments instruments) : IMeasuredRuntime
{
    /// <summary>Milliseconds: one snapshot serves all instruments that are collected together (arbitrary).</summary>
    private const long LifetimeOfASnapshot = 100;

    private SpinLatch _latch;
    private RuntimeMetrics? _snapshot;
    private long _readAt;

    public KeyValuePair<string, object?> Tag { get; } = new(RuntimeInstruments.RuntimeTag, name);

    public object Instruments => instruments;

    public void Ask() => watch.Ask();

    public void EndWatch() => watch.End();

    public RuntimeMetrics Read()
    {
        long now = Clock.Milliseconds;
        _latch.Enter();
        RuntimeMetrics? known = now - _readAt < LifetimeOfASnapshot ? _snapshot : null;
        _latch.Exit();
        if (known is not null)
        {
            return known;
        }

        RuntimeMetrics read = reader.Read(name);
        _latch.Enter();
        _snapshot = read;
        _readAt = now;
        _latch.Exit();
        return read;
    }
}
