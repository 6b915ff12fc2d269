namespace Liten;

/// <summary>In which order tasks are listed.</summary>
public enum TaskSort
{
    /// <summary>By their numbers.</summary>
    Id,

    /// <summary>The oldest first.</summary>
    Age,

    /// <summary>By their names; those without one come first.</summary>
    Name,

    /// <summary>By the file and the line of the call that spawned them.</summary>
    Site,

    /// <summary>By their state, in the order of <see cref="LiveTaskState"/>.</summary>
    State,
}
