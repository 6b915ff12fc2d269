namespace Liten.Tests.Combinations;

/// <summary>Who aborts the task.</summary>
internal enum Aborter
{
    ForeignThread,
    Itself,
    AnotherTask,
    TaskOfOtherRuntime,
}
