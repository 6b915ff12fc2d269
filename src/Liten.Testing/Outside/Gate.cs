namespace Liten.Testing;

/// <summary>
/// Flows with the ExecutionContext of everything in a world: when such code comes to a foreign thread, this hears of it
/// there, before the code runs.
/// </summary>
/// <remarks>It sees threads and system timers, which queue nothing. What flows no context passes unseen.</remarks>
internal static class Gate
{
    private static readonly AsyncLocal<Owner?> s_owner = new(OnChanged);

    /// <summary>The caller's context, with a runtime and the gate in it.</summary>
    public static ExecutionContext Enter(RuntimeIdentity identity)
    {
        ExecutionContext? entered = null;
        ExecutionContext.Run(
            ExecutionContext.Capture() ?? FlowContext.Default,
            _ =>
            {
                identity.Enter();
                s_owner.Value = new Owner(Environment.CurrentManagedThreadId, identity);
                entered = ExecutionContext.Capture();
            },
            null);
        return entered!;
    }

    /// <summary>From here on the gate of a context tells this watch.</summary>
    public static void Open(ExecutionContext context, OutsideWatch? watch)
        => ExecutionContext.Run(context, _ => s_owner.Value!.Watch = watch, null);

    private static void OnChanged(AsyncLocalValueChangedArgs<Owner?> change)
    {
        if (change is { ThreadContextChanged: true, CurrentValue: { Watch: { } watch } owner }
            && owner.Thread != Environment.CurrentManagedThreadId
            && !ReferenceEquals((Turn.Current?.Home as TaskHost)?.Identity, owner.Identity))
        {
            string thread = Thread.CurrentThread.Name ?? $"number {Environment.CurrentManagedThreadId}";
            watch.Note(() => Escape.ToThread(thread));
        }
    }

    private sealed class Owner(int thread, RuntimeIdentity identity)
    {
        public int Thread => thread;

        public RuntimeIdentity Identity => identity;

        public OutsideWatch? Watch { get; set; }
    }
}
