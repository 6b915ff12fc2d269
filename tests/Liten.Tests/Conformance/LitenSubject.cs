namespace Liten.Tests.Conformance;

/// <summary>What a runtime of Liten's hands out.</summary>
internal sealed class LitenSubject : Subject
{
    private readonly RuntimeUnderTest _it;
    private readonly OneshotSender<int> _release;
    private readonly RuntimeUnderTest.CodeOnThread<bool>? _driver;
    private readonly bool _workersHaveTheirOwn;

    /// <param name="builder">The kind of runtime.</param>
    /// <param name="drives">Whether a thread must stay inside BlockOn, so that anything runs at all.</param>
    public LitenSubject(RuntimeBuilder builder, bool drives)
    {
        _it = new RuntimeUnderTest(builder);
        _workersHaveTheirOwn = !RuntimeUnderTest.OptionsOf(builder).WorkStealing;
        (_release, OneshotReceiver<int> released) = Oneshot.Create<int>();
        _driver = drives ? _it.Begin(() => { _it.Runtime.BlockOn(async () => await released); }) : null;
    }

    public Runtime Runtime => _it.Runtime;

    public override TimeProvider TimeProvider => Runtime.TimeProvider;

    public override TaskScheduler TaskScheduler => Runtime.TaskScheduler;

    public override SynchronizationContext Context => Runtime.SynchronizationContext;

    /// <summary>With work stealing off, code must come back to its worker: there the worker's own one is current.</summary>
    public override bool IsCurrentInCallbacks(SynchronizationContext? context)
        => _workersHaveTheirOwn ? context is LitenSynchronizationContext && context != Context : context == Context;

    public override void CallOnOwnThread(Action code) => _it.Outcome(Runtime.Spawn(() =>
    {
        code();
        return LitenTask.CompletedTask;
    })).ThrowIfFailed();

    public override void CallOnOwnBlockingThread(Action code) => Patience.Wait(Runtime.SpawnBlocking(code));

    public override void End()
    {
        _release.TrySend(1);
        if (_driver is not null)
        {
            _it.End(_driver, "the driver");
        }

        _it.End();
    }

    public override void Dispose()
    {
        End();
        _it.Dispose();
    }
}
