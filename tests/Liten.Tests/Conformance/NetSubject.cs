namespace Liten.Tests.Conformance;

/// <summary>What .NET has, with a context of its own kind: it says what a contract is.</summary>
internal sealed class NetSubject(SynchronizationContext context) : Subject
{
    public override TimeProvider TimeProvider => TimeProvider.System;

    public override TaskScheduler TaskScheduler => TaskScheduler.Default;

    public override SynchronizationContext Context => context;

    public override void CallOnOwnThread(Action code)
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.Post(
            _ =>
            {
                Exception? thrown = Record.Exception(code);
                if (thrown is null)
                {
                    called.SetResult();
                }
                else
                {
                    called.SetException(thrown);
                }
            },
            null);
        Patience.Wait(called.Task, "the callback of the context");
    }

    public override void CallOnOwnBlockingThread(Action code) => Patience.Wait(Task.Run(code), "the code on the ThreadPool");

    public override void End()
    {
    }

    public override void Dispose() => (context as SingleThreadContext)?.Dispose();
}
