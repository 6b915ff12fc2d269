namespace Liten.Tests.Primitives;

/// <summary>A word on which nobody sleeps: each wait runs the test's step instead, and calls are counted.</summary>
internal sealed class ScriptedWord(Action<ScriptedWord> onWait) : SleepWord
{
    public int Waits { get; private set; }

    public int Wakes { get; private set; }

    public override void WaitWhile(int value, long nanoseconds)
    {
        Waits++;
        onWait(this);
    }

    public override void WakeOne() => Wakes++;
}
