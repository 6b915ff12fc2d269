namespace Liten;

/// <summary>Waits for the end of a task, which takes nothing: the task keeps its result. It wins once.</summary>
internal sealed class JoinClause(JoinHandle task, string name) : SelectClause<VoidResult>(name)
{
    private bool _isReported;

    public override bool IsTaking => false;

    public override ClauseLook LookUnsynchronized()
        => _isReported ? ClauseLook.Ended : task.IsCompleted ? ClauseLook.Taken : ClauseLook.Nothing;

    public override bool TryRegister()
    {
        bool isListed = TaskJoiners.TryList((WaitNode<VoidResult>)Wait!, task);
        if (!isListed)
        {
            Forget();
        }

        return isListed;
    }

    public override void Win()
    {
        base.Win();
        _isReported = true;
    }

    protected override AbortableWait<VoidResult> Rent() => WaitNode<VoidResult>.Rent(task);
}
