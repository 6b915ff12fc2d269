using System.Threading.Channels;

namespace Liten;

/// <summary>Waits for a pulse later than the last one that this clause has seen.</summary>
internal sealed class PulseClause(PulseCell pulse, string name) : SelectClause<long>(name)
{
    private long _seen = pulse.Generation;

    public override bool IsTaking => false;

    public override object Source => pulse;

    public override ref SpinLatch Latch => ref pulse.Latch;

    public override ClauseLook LookUnsynchronized()
    {
        long generation = pulse.GenerationUnsynchronized;
        if (generation != _seen)
        {
            _seen = generation;
            return ClauseLook.Taken;
        }

        return pulse.HasEndedUnsynchronized ? ClauseLook.Ended : ClauseLook.Nothing;
    }

    public override void EnqueueUnsynchronized() => pulse.EnqueueUnsynchronized((WaitNode<long>)Wait!);

    public override ClauseLook TakeOutcome()
    {
        ClauseLook look = base.TakeOutcome();
        _seen = look == ClauseLook.Taken ? Value : _seen;
        return look;
    }

    protected override AbortableWait<long> Rent() => WaitNode<long>.Rent(pulse);

    protected override Exception? FailureOfLook() => FailureOf(pulse.Failure());

    protected override Exception? FailureOf(Exception exception)
        => exception is ChannelClosedException { InnerException: null } ? null : exception;
}
