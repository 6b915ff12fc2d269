namespace Liten.Tests.Combinations;

/// <summary>What the task of a cell throws.</summary>
internal interface ISubjectFailure
{
    CellRecord Record { get; }
}
