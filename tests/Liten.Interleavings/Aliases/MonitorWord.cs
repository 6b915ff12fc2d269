namespace Liten;

/// <summary>Stands for the product's fallback, which is not used where <see cref="Futex.IsSupported"/>.</summary>
internal sealed class MonitorWord : SleepWord
{
    public override void WaitWhile(int value, long nanoseconds) => throw new NotSupportedException();

    public override void WakeOne() => throw new NotSupportedException();
}
