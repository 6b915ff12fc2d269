namespace Liten.Interleavings;

/// <summary>An OS thread that plays one actor after another, and between schedules the explorer itself.</summary>
internal sealed class ActorThread
{
    private readonly Exploration _exploration;

    public ActorThread(Exploration exploration, int index)
    {
        _exploration = exploration;
        var thread = new System.Threading.Thread(Run, 512 * 1024) { IsBackground = true, Name = $"actor-{index}" };
        thread.UnsafeStart();
    }

    public Baton Baton { get; } = new();

    /// <summary>Whom to play when the baton comes; null to end.</summary>
    public Actor? Next { get; set; }

    private void Run()
    {
        OneProcessor.Enter();
        Baton.Wait();
        while (Next is { } actor)
        {
            actor.Run();
            Actor? next = actor.Execution.Ended(actor) ?? _exploration.NextSchedule(actor.Execution);
            if (next is null)
            {
                return;
            }

            if (next.Baton != Baton)
            {
                next.Baton.Pass();
                Baton.Wait();
            }
        }
    }
}
