namespace Liten.Tests.Combinations;

/// <summary>What somebody who joins a task sees of its end.</summary>
internal enum Sight
{
    /// <summary>There is no such joiner.</summary>
    None,
    Result,

    /// <summary>The very exception that the task threw.</summary>
    Exception,
    TaskAborted,

    /// <summary>A cancelled System.Threading.Tasks.Task.</summary>
    CanceledTask,

    /// <summary>The joiner is a task and was aborted itself.</summary>
    JoinerAborted,

    /// <summary>The joiner is a task that was aborted before it began.</summary>
    JoinerNeverBegan,

    /// <summary>Something that no joiner may see.</summary>
    Wrong,
}
