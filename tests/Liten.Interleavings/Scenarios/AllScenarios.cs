namespace Liten.Interleavings;

/// <summary>Every scenario, by its id.</summary>
internal static class AllScenarios
{
    public static IReadOnlyDictionary<string, Scenario> ById { get; } = ((IEnumerable<Scenario>)
    [
        .. RingScenarios.All,
        .. ParkScenarios.All,
        .. LatchScenarios.All,
        .. FlagScenarios.All,
        .. LimitScenarios.All,
        .. ScopeScenarios.All,
        .. LifoScenarios.All,
        .. InjectionScenarios.All,
        .. IdleScenarios.All,
        .. IdleCountScenarios.All,
        .. SearchScenarios.All,
        .. HookScenarios.All,
        .. HandingScenarios.All,
        .. InterruptScenarios.All,
        .. BlockingScenarios.All,
        .. TimerScenarios.All,
        .. ShutdownScenarios.All,
        .. DrainScenarios.All,
        .. CurrentThreadScenarios.All,
        .. RuntimeScenarios.All,
        .. TaskStateScenarios.All,
        .. RendezvousScenarios.All,
        .. JoinScenarios.All,
        .. JoinSlotScenarios.All,
        .. ScopeSetScenarios.All,
        .. AbortScenarios.All,
        .. AheadScenarios.All,
        .. WaitScenarios.All,
        .. ForeignScenarios.All,
        .. WakeScenarios.All,
        .. PoolScenarios.All,
        .. RegistryScenarios.All,
        .. OneshotScenarios.All,
        .. MutexScenarios.All,
        .. OvertakingScenarios.All,
        .. SelectScenarios.All,
        .. SelectTimeScenarios.All,
        .. NotifyScenarios.All,
        .. WatchScenarios.All,
        .. BroadcastScenarios.All,
        .. RequestScenarios.All,
        .. IntervalScenarios.All,
        .. DelayQueueScenarios.All,
        .. InPlaceScenarios.All,
        .. ChannelScenarios.All,
        .. LockScenarios.All,
        .. LockScenariosOfReaders.All,
        .. LockScenariosOfMeetings.All,
    ]).ToDictionary(scenario => scenario.Id);

    public static TheoryData<string> Ids => [.. ById.Keys];
}
