namespace Liten.Interleavings;

/// <summary>What a scenario says about one schedule: who acts, and what must hold when all have ended.</summary>
internal sealed class Model(Execution execution)
{
    private readonly List<Action> _checks = [];

    public Execution Execution { get; } = execution;

    /// <summary>Adds an actor. Every access that it makes to shared memory is a scheduling point.</summary>
    public void Actor(string name, Action body) => Execution.Add(name, body);

    /// <summary>What must hold when all actors have ended; throws if it does not.</summary>
    public void AtEnd(Action check) => _checks.Add(check);

    public void CheckEnd() => _checks.ForEach(check => check());
}
